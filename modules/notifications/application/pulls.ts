/** Who pulled what, as this context has heard. */
export abstract class Pulls {
  abstract add(pull: {
    readonly extensionName: string;
    readonly version: string;
    readonly userId: string;
    readonly at: Date;
  }): Promise<void>;
  abstract forget(userId: string): Promise<void>;
}
