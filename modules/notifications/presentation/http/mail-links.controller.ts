import { Policy, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { z } from 'zod';
import { unsubscribeToken } from './fields.js';
import { landingPage, landingPagePolicy } from './landing-page.js';

const token = z.string().min(1).max(200);
const Verification = z.strictObject({ token });
const Unsubscription = z.strictObject({ token: unsubscribeToken });
const Invitation = z.strictObject({ invite: z.uuid(), token });

/** The pages behind the links in mails. They are public: what they offer to do needs the token in the link. */
@Controller()
@Policy('public')
export class MailLinksController {
  @Get('verify-email')
  @Summary('Open the link of a mail that asks to confirm an address')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', landingPagePolicy)
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @Returns(200, 'text/html')
  verifyEmail(@Query({ schema: Verification }) { token }: z.infer<typeof Verification>): string {
    return landingPage({
      title: 'Confirm your e-mail address',
      question: 'Is this address yours?',
      button: 'Yes, confirm it',
      call: 'api/v1/email-verifications',
      body: { token },
      done: 'Thank you. Your address is confirmed; you may close this page.',
    });
  }

  @Get('accept-invite')
  @Summary('Open the link of a mail that invites to a collective')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', landingPagePolicy)
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @Returns(200, 'text/html')
  acceptInvite(@Query({ schema: Invitation }) { invite, token }: z.infer<typeof Invitation>): string {
    return landingPage({
      title: 'Join a collective',
      question: 'You were invited. Sign in with the invited address first, then accept here.',
      button: 'Accept the invitation',
      call: `api/v1/invites/${invite}/accept`,
      body: { token },
      done: 'Welcome: you are a member now. You may close this page.',
    });
  }

  @Get('reset-password')
  @Summary('Open the link of a mail that lets a new password be chosen')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', landingPagePolicy)
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @Returns(200, 'text/html')
  resetPassword(@Query({ schema: Verification }) { token }: z.infer<typeof Verification>): string {
    return landingPage({
      title: 'Choose a new password',
      question: 'Whoever is signed in to your account will be signed out.',
      field: { name: 'password', label: 'New password', hint: '8 to 128 characters.' },
      button: 'Set the password',
      call: 'api/v1/password-resets/redeem',
      body: { token },
      done: 'Your password is changed. Sign in with it; you may close this page.',
    });
  }

  @Get('unsubscribe')
  @Summary('Open the link of a mail that switches off mails of its kind')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', landingPagePolicy)
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @Returns(200, 'text/html')
  unsubscribe(@Query({ schema: Unsubscription }) { token }: z.infer<typeof Unsubscription>): string {
    return landingPage({
      title: 'No more mails of this kind',
      question:
        'You will still get mails about the safety of your account. Everything else stands in your inbox.',
      button: 'Yes, stop them',
      call: 'api/v1/unsubscriptions',
      body: { token },
      done: 'You get no more mails of this kind. You can switch them on again in your notification preferences.',
    });
  }
}
