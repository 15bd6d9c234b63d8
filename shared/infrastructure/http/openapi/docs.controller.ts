import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Policy } from '../authentication/policy.js';
import { pagePolicy } from '../pages/page.js';
import { Returns, Summary } from '../routes/returns.js';
import { docsPage } from './docs-page.js';
import { type ApiTitle, openApiDocument, type OpenApiDocument } from './document.js';

export const apiTitle = Symbol('ApiTitle');

@Controller()
@Policy('public')
export class DocsController {
  private document?: OpenApiDocument;

  constructor(
    private readonly modules: ModuleRef,
    @Inject(apiTitle) private readonly title: ApiTitle,
  ) {}

  @Get('api/v1/openapi.json')
  @Summary('Describe every route to a machine')
  @Returns(200, 'application/json')
  machineReadable(): OpenApiDocument {
    return this.described();
  }

  @Get('docs')
  @Summary('Describe every route to people')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  @Returns(200, 'text/html')
  humanReadable(): string {
    return docsPage(this.described());
  }

  /** Routes are fixed once the program serves, so the first request pays for all. */
  private described(): OpenApiDocument {
    return (this.document ??= openApiDocument(this.modules, this.title));
  }
}
