import { contracts } from '@boardwalk/integration-events';
import { describe, expect, it } from 'vitest';
import { withoutPersonal } from '../presentation/consumers/personal-properties.js';

describe('what a producer sends', () => {
  it.each([
    'email',
    'userEmail',
    'e_mail',
    'password',
    'secret',
    'apiToken',
    'phone',
    'ip',
    'ip_address',
    'birthday',
  ])('is kept without %s', (property) => {
    const { kept, leftOut } = withoutPersonal({ userId: 'u-1', [property]: 'x' }, null);
    expect([kept, leftOut]).toEqual([{ userId: 'u-1' }, [property]]);
  });

  it('is kept without addresses, wherever they stand', () => {
    const sent = {
      note: 'write to ada@example.org',
      list: ['a', 'b@c.example'],
      name: '@tide-pool/gull',
      n: 1,
    };
    expect(withoutPersonal(sent, null)).toEqual({
      kept: { name: '@tide-pool/gull', n: 1 },
      leftOut: ['note', 'list'],
    });
  });

  it('is kept without what the fact of the same name hides, and with all that it tells', () => {
    const contract = contracts['collectives.token-created.v1'];
    const told = { collectiveId: 'c-1', tokenId: 't-1', name: 'deploys' };
    expect(withoutPersonal(told, contract)).toEqual({ kept: told, leftOut: [] });
    expect(
      withoutPersonal(
        { userId: 'u-1', email: 'x', token: 'y' },
        contracts['identity.password-reset-requested.v1'],
      ),
    ).toEqual({ kept: { userId: 'u-1' }, leftOut: ['email', 'token'] });
  });
});
