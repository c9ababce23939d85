export { bashScript } from './bash';
export { fishScript } from './fish';
export { powershellScript } from './powershell';
export { zshScript } from './zsh';
