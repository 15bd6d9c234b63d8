import { accountOf, collectiveOf, extensionOf, leaderboard, profileOf, search } from './looking.js';
import { found, inviteSomebody, signIn, signUp } from './joining.js';
import {
  deprecate,
  publishAgain,
  sendNonsense,
  touchOthers,
  tryWrongPassword,
  yankForAWhile,
} from './mischief.js';
import type { Deed } from './mix.js';
import { publish, pull } from './publishing.js';
import type { Stage } from './stage.js';

/** How each deed is done. */
export const doing: Readonly<Record<Deed, (stage: Stage) => Promise<unknown>>> = {
  profile: profileOf,
  search,
  extension: extensionOf,
  leaderboard,
  pull,
  collective: collectiveOf,
  account: accountOf,
  publish: (stage) => publish(stage),
  'sign-in': (stage) => signIn(stage),
  'sign-up': signUp,
  invite: inviteSomebody,
  found: (stage) => found(stage),
  'wrong-password': tryWrongPassword,
  'invalid-body': sendNonsense,
  stranger: touchOthers,
  'same-again': publishAgain,
  yank: yankForAWhile,
  deprecate,
};
