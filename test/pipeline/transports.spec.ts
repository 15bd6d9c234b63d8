import { InProcessTransport, PostgresTransport } from '@boardwalk/messaging';
import { transportConformance } from '@boardwalk/testing/transport.features';

transportConformance('in-process', { crossProcess: false }, () => new InProcessTransport());
transportConformance('postgres', { crossProcess: true }, (url) => new PostgresTransport(url));
