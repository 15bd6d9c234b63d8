import { describe, expect, it } from 'vitest';
import { faults } from './faults.js';
import { hunted } from './hunt.js';

describe('a planted fault', () => {
  it.each(faults)('is caught: $name', { timeout: 120_000 }, async ({ name, shownBy }) => {
    const { found } = await hunted(name, 1, 2_000, shownBy);
    expect(found).toMatch(/^(I\d+|dead letters): /);
  });

  it('that fits the code no more says so', async () => {
    await expect(hunted('a fault that nobody has described', 1, 1)).rejects.toThrow('There is no fault');
  });
});
