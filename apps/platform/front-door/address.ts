/** Where people reach the program. */
export class Address {
  constructor(readonly url: string) {}
}
