export * from './permissionRules';
