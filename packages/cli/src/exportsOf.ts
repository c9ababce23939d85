/** A native import of a transpiled file, as in a checkout without a bundle, has everything below `default`. */
export function exportsOf<M extends object>(module: M): M {
  const inner: unknown = Reflect.get(module, 'default');
  return isLike(inner, module) ? inner : module;
}

function isLike<M extends object>(value: unknown, _module: M): value is M {
  return typeof value === 'object' && value !== null;
}
