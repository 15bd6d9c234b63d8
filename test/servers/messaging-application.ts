export * from '@boardwalk/testing/messaging-application';
