// Plugin of TypeDoc: a page of the site has the title of its first heading, where TypeDoc would take the name of the file, and
// what the README links on GitHub, because npm shows it too, is linked within the site where the site has it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Converter, ReflectionKind, Renderer } from 'typedoc';

const root = fileURLToPath(new URL('..', import.meta.url));
const ON_GITHUB = /(?<=href=")https:\/\/github\.com\/api-migrate\/api-migrate\/blob\/main\/([^"#]+)/g;

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const text = document.content.map((part) => part.text).join('');
    const title = /^# (.+)$/m.exec(text)?.[1];
    if (title !== undefined) document.name = title.replaceAll('`', '');
  });
  /** @type {Map<string, string>} */
  const pages = new Map();
  app.renderer.on(Renderer.EVENT_BEGIN, ({ project }) => {
    for (const document of project.getReflectionsByKind(ReflectionKind.Document)) {
      const file = project.files.getReflectionPath(document);
      const url = app.renderer.router?.getFullUrl(document);
      if (file !== undefined && url !== undefined) pages.set(path.relative(root, file).split(path.sep).join('/'), url);
    }
  });
  app.renderer.on(Renderer.EVENT_END_PAGE, (page) => {
    if (page.contents === undefined) return;
    page.contents = page.contents.replaceAll(ON_GITHUB, (whole, file) => {
      const url = pages.get(file);
      return url === undefined ? whole : path.posix.relative(path.posix.dirname(page.url), url);
    });
  });
}
