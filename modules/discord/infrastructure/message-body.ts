/** Previews of links would show what the message does not. */
const suppressEmbeds = 1 << 2;

/** What Discord is sent, also where a message is changed: nobody is notified, and nothing is shown but the text. */
export function messageOf(content: string): object {
  return { content, allowed_mentions: { parse: [] }, flags: suppressEmbeds };
}
