import { describe, expect, it } from 'vitest';
import { emailLogId } from '../infrastructure/email-log-id.js';

const eventId = '0198c1b0-0000-7000-8000-000000000001';

describe('the e-mail log id', () => {
  it('is the UUIDv5 that RFC 9562 shows in appendix A.4', () => {
    const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(emailLogId(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('is the same for the same fact and template, and no other', () => {
    expect(emailLogId(eventId, 'welcome')).toBe(emailLogId(eventId, 'welcome'));
    expect(emailLogId(eventId, 'verify-email')).not.toBe(emailLogId(eventId, 'welcome'));
    expect(emailLogId(eventId.replace(/1$/, '2'), 'welcome')).not.toBe(emailLogId(eventId, 'welcome'));
  });

  it('is one for each of the people whom a fact concerns', () => {
    const [ada, grace] = [emailLogId(eventId, 'welcome', 'u-ada'), emailLogId(eventId, 'welcome', 'u-grace')];
    expect(new Set([ada, grace, emailLogId(eventId, 'welcome')]).size).toBe(3);
  });
});
