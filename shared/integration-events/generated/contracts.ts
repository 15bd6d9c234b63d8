// Drawn from the contracts and the modules by `node shared/tooling/generate.mjs`; do not edit.
export { CollectiveCreatedIntegrationEvent } from '../collectives/collective-created.integration-event.js';
export { InviteAcceptedIntegrationEvent } from '../collectives/invite-accepted.integration-event.js';
export { InviteSentIntegrationEvent } from '../collectives/invite-sent.integration-event.js';
export { MemberJoinedIntegrationEvent } from '../collectives/member-joined.integration-event.js';
export { MemberRemovedIntegrationEvent } from '../collectives/member-removed.integration-event.js';
export { ExtensionPublishedIntegrationEvent } from '../extensions/extension-published.integration-event.js';
export { ApiKeyCreatedIntegrationEvent } from '../identity/api-key-created.integration-event.js';
export { ApiKeyRevokedIntegrationEvent } from '../identity/api-key-revoked.integration-event.js';
export { ClientRegisteredIntegrationEvent } from '../identity/client-registered.integration-event.js';
export { EmailVerificationRequestedIntegrationEvent } from '../identity/email-verification-requested.integration-event.js';
export { EmailVerifiedIntegrationEvent } from '../identity/email-verified.integration-event.js';
export { UserRegisteredIntegrationEvent } from '../identity/user-registered.integration-event.js';
export { BadgeAwardedIntegrationEvent } from '../stats/badge-awarded.integration-event.js';
export { PointsGrantedIntegrationEvent } from '../stats/points-granted.integration-event.js';
export { TierReachedIntegrationEvent } from '../stats/tier-reached.integration-event.js';
