package io.hie.httpapi;

import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * {@code /api/docs}: a page to read the API's description and to try it. All of it is served from
 * here: Swagger UI from its jar, and nothing from any other place.
 */
final class DocsRoutes extends AllDirectives {
  private static final String OURS = "io/hie/httpapi/docs/";

  /** Where its jar has it; the version is that of the parent pom. */
  private static final String SWAGGER_UI =
      "META-INF/resources/webjars/swagger-ui/" + DocsRoutes.version() + "/";

  private static final ContentType SCRIPT =
      ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8);
  private static final ContentType STYLE =
      ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8);

  /** The only files that are served. */
  private static final Map<String, Map.Entry<String, ContentType>> FILES =
      Map.of(
          "", Map.entry(OURS + "index.html", ContentTypes.TEXT_HTML_UTF8),
          "start.js", Map.entry(OURS + "start.js", SCRIPT),
          "swagger-ui.css", Map.entry(SWAGGER_UI + "swagger-ui.css", STYLE),
          "swagger-ui-bundle.js", Map.entry(SWAGGER_UI + "swagger-ui-bundle.js", SCRIPT),
          "favicon-32x32.png",
              Map.entry(SWAGGER_UI + "favicon-32x32.png", MediaTypes.IMAGE_PNG.toContentType()));

  Route routes() {
    return respondWithHeaders(
        java.util.List.of(
            // Swagger UI sets styles by script, and has its icons in them.
            RawHeader.create(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; frame-ancestors 'none';"
                    + " base-uri 'none'; form-action 'none'"),
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("Referrer-Policy", "no-referrer")),
        () ->
            pathPrefix(
                "docs",
                () ->
                    get(
                        () ->
                            concat(
                                pathEnd(
                                    () ->
                                        redirect(
                                            Uri.create("/api/docs/"),
                                            StatusCodes.PERMANENT_REDIRECT)),
                                extractUnmatchedPath(this::file)))));
  }

  private Route file(String path) {
    Map.Entry<String, ContentType> file = FILES.get(path.substring(1));
    return file == null
        ? reject()
        : getFromResource(file.getKey(), file.getValue(), DocsRoutes.class.getClassLoader());
  }

  private static String version() {
    String resource = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    try (java.io.InputStream in = DocsRoutes.class.getClassLoader().getResourceAsStream(resource)) {
      java.util.Properties properties = new java.util.Properties();
      properties.load(java.util.Objects.requireNonNull(in, resource));
      return properties.getProperty("version");
    } catch (java.io.IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }
}
