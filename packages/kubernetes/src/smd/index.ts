export * from './managedFields/errors';
export * from './managedFields/fieldManager';
