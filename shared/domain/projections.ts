/**
 * How far the projections of a context have come, for rules that need another context's truth. When such a rule would
 * refuse, the handler asks whether the projection has seen what the caller was told already; if not, it throws
 * `ProjectionBehindError` instead.
 */
export abstract class Projections {
  /**
   * @param subscription whose consumers maintain the projection, as `extensions.memberships`
   * @param position from the header `Boardwalk-Position` of the caller's last write
   */
  abstract isBehind(subscription: string, position: string): Promise<boolean>;
}
