export default '{"io.k8s.apimachinery.pkg.runtime.RawExtension":{"type":"object"}}';
