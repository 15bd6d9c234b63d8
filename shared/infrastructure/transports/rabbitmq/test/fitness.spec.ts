import { describe, expect, it } from 'vitest';
import { examine } from '../fitness.js';

describe('a server', () => {
  it.each(['3.10.8', '3.13.7', '4.0.0', '4.3.5', '10.0.0'])('of version %s is fit', (version) => {
    expect(() => examine({ product: 'RabbitMQ', version })).not.toThrow();
  });

  it.each(['2.8.0', '3.7.28', '3.9.29'])('of version %s is refused', (version) => {
    expect(() => examine({ product: 'RabbitMQ', version })).toThrow(
      `its version is ${version}, and quorum queues are not fit for use before 3.10. Install a newer one.`,
    );
  });

  it('that only speaks the same protocol is refused', () => {
    expect(() => examine({ product: 'LavinMQ', version: '2.1.0' })).toThrow(
      'LavinMQ would lose facts: it has no quorum queues, only RabbitMQ has. Name a RabbitMQ of 3.10 or later.',
    );
  });
});
