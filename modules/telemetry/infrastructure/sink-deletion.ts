import type { CallOutcome } from '@boardwalk/messaging';
import type { SinkAddress } from './analytics-sink.js';
import { again, postToSink, refusalOf } from './sink-request.js';

/** Has the analytics sink delete people, as far as we may. A person whom it does not know is deleted already. */
export class SinkDeletion {
  readonly host: string;

  constructor(private readonly sink: SinkAddress) {
    this.host = new URL(sink.deletion?.url ?? sink.url).hostname;
  }

  /** @param userId the person's distinct id */
  of(userId: string): Promise<CallOutcome> {
    const { token, url, deletion } = this.sink;
    return deletion === undefined
      ? this.deleteProfile(new URL('engage?verbose=1', url).href, token, userId)
      : this.deletePerson(deletion, token, userId);
  }

  /** All that there is of a person, events too. It takes the sink some days; that it will do so is what it answers. */
  private async deletePerson(
    { url, token }: { readonly url: string; readonly token: string },
    project: string,
    userId: string,
  ): Promise<CallOutcome> {
    const address = new URL(url);
    address.searchParams.set('token', project);
    const wanted = { distinct_ids: [userId], compliance_type: 'GDPR' };
    const answer = await postToSink(address.href, wanted, { authorization: `Bearer ${token}` });
    if ('kind' in answer) return answer;
    if (answer.status !== 200) return refusalOf(answer);
    const { results } = parsed<{ results?: { tracking_id?: unknown }[] }>(answer.text);
    const id = Array.isArray(results) ? results[0]?.tracking_id : undefined;
    return { kind: 'accepted', ...(typeof id === 'string' && { providerId: id }) };
  }

  /** What the token of a project permits. */
  private async deleteProfile(url: string, project: string, userId: string): Promise<CallOutcome> {
    const deletion = { $token: project, $distinct_id: userId, $delete: 'null', $ignore_alias: false };
    const answer = await postToSink(url, [deletion]);
    if ('kind' in answer) return answer;
    if (answer.status !== 200) return refusalOf(answer);
    // It answers 200 whether it took what it was told or not.
    return parsed<{ status?: unknown }>(answer.text).status === 1
      ? { kind: 'accepted' }
      : again('The analytics sink did not take the deletion');
  }
}

function parsed<T extends object>(text: string): Partial<T> {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Partial<T>) : {};
  } catch {
    return {};
  }
}
