import { CurrentPrincipal, Policy, Principal, Refuses, Returns, Summary, renamed } from '@boardwalk/http';
import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Profiles } from '../../application/profiles.js';
import { username } from './fields.js';

const Profile = z.object({
  userId: z.string(),
  username: z.string(),
  displayName: z.string(),
  bio: z.string(),
  links: z.array(z.string()).readonly(),
  isPublic: z.boolean(),
  registeredAt: z.date(),
});

@Controller('api/v1/users')
export class ProfilesController {
  constructor(private readonly profiles: Profiles) {}

  @Get(':username')
  @Policy('anyone')
  @Summary('Show what a person says about themselves')
  @Returns(200, Profile)
  @Refuses('renamed', 308, 'The person goes by another name now; Location leads to it.')
  @Refuses('profile-not-found', 'not-found', 'There is nobody of this name who may be shown to you.')
  async show(
    @Param('username', { schema: username }) name: string,
    @CurrentPrincipal() viewer: Principal,
  ): Promise<z.infer<typeof Profile>> {
    const profile = await this.profiles.see(
      name,
      viewer.isUser() && viewer.may('identity:read') ? viewer.userId : null,
    );
    if (profile.username !== name) throw renamed(profile.username, `/api/v1/users/${profile.username}`);
    return profile;
  }
}
