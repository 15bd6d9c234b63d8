import type { BurstRule } from './limits.js';

/** What has been announced lately of one kind. */
export interface Burst {
  readonly endsAt: Date;
  /** Messages that went out by themselves. */
  readonly alone: number;
  /** The message that collects what follows; null until something does. */
  readonly collecting: string | null;
}

export interface PlaceInBurst {
  readonly burst: Burst;
  /** The message that it becomes part of: one of its own, or one that waits already. */
  readonly message: string;
  readonly dueAt: Date;
}

/**
 * Where an announcement goes: out at once, or into the message that is sent at the end of the window. That message opens the
 * next window, so that however long a burst lasts, one message goes out per window.
 * @param burst null when there was nothing of the kind yet
 * @param id of the announcement, and of the message if it begins one
 */
export function placeIn(
  burst: Burst | null,
  { windowMs, alone }: BurstRule,
  id: string,
  now: Date,
): PlaceInBurst {
  const after = (from: Date) => new Date(from.getTime() + windowMs);
  if (burst === null || now >= burst.endsAt) {
    const goesOn = burst !== null && burst.collecting !== null && now < after(burst.endsAt);
    if (!goesOn)
      return { burst: { endsAt: after(now), alone: 1, collecting: null }, message: id, dueAt: now };
    const endsAt = after(burst.endsAt);
    return { burst: { endsAt, alone, collecting: id }, message: id, dueAt: endsAt };
  }
  if (burst.alone < alone) return { burst: { ...burst, alone: burst.alone + 1 }, message: id, dueAt: now };
  if (burst.collecting === null)
    return { burst: { ...burst, collecting: id }, message: id, dueAt: burst.endsAt };
  return { burst, message: burst.collecting, dueAt: burst.endsAt };
}
