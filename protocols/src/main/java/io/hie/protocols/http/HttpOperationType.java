package io.hie.protocols.http;

import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.HostSettings.AmbiguousPolicy;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.outside.SocketTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code http.operation}: sends each message as the body of a request. */
public final class HttpOperationType implements ItemType {
  private static final List<String> METHODS = List.of("POST", "PUT", "PATCH");

  /** What the item itself says in each request. */
  private static final Map<String, String> OWN =
      Map.of(
          "content-type", "use ContentType",
          "idempotency-key", "it carries the delivery's id",
          "x-request-id", "it carries the delivery's id as a UUID");

  /** What HTTP needs for itself. */
  private static final Set<String> OF_HTTP =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  @Override
  public String name() {
    return "http.operation";
  }

  @Override
  public ItemKind kind() {
    return ItemKind.OPERATION;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return HttpOperationSettings.class;
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    HttpOperationSettings settings = (HttpOperationSettings) definition.adapter();
    String place = definition.path() + ".adapter_settings.";
    validateUrl(settings.url(), place + "URL", problems);
    if (!METHODS.contains(settings.method())) {
      problems.error(
          place + "Method",
          "is none that sends a message",
          Nearest.hint(settings.method(), METHODS));
    }
    for (String name : settings.headers().keySet()) {
      validateHeader(settings, name, place + "Headers." + name, problems);
    }
    String contentType = settings.contentType();
    if (contentType != null
        && !(MediaType.isName(MediaType.of(contentType).name())
            && isHeader("Content-Type", contentType))) {
      problems.error(
          place + "ContentType", "is not a media type", "for example text/plain; charset=utf-8");
    }
    if (settings.successStatus().isEmpty()) {
      problems.error(
          place + "SuccessStatus", "is empty, so nothing would ever be delivered", "remove it");
    }
    for (int i = 0; i < settings.successStatus().size(); i++) {
      if (!StatusSet.isStatus(settings.successStatus().get(i))) {
        problems.error(
            place + "SuccessStatus[" + i + "]", "is not an HTTP status", "for example 201 or 2xx");
      }
    }
    if ((settings.tlsCertificate() == null) != (settings.tlsKey() == null)) {
      problems.error(
          place + (settings.tlsKey() == null ? "TlsKey" : "TlsCertificate"),
          "is missing: a certificate and its key go together",
          "name a PEM file");
    }
    if (definition.host().ambiguousPolicy() == AmbiguousPolicy.QUERY) {
      problems.warning(
          definition.path() + ".host_settings.AmbiguousPolicy",
          "this item cannot ask its receiver, so such messages are held as with hold",
          "write hold, or resend if the receiver knows repeats by their Idempotency-Key");
    }
  }

  private static void validateUrl(URI url, String path, Problems problems) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getRawUserInfo() != null
        || (url.getRawAuthority() != null && url.getRawAuthority().indexOf('@') >= 0)) {
      problems.error(
          path,
          "holds credentials, which would be shown wherever it is",
          "put them into Headers, for example Authorization, from the environment: ${NAME}");
    } else if (!scheme.equals("http") && !scheme.equals("https")) {
      problems.error(
          path, "begins with neither http:// nor https://", "for example https://epr.example/hl7");
    } else if (url.getHost() == null) {
      problems.error(path, "names no host", "for example https://epr.example/hl7");
    } else if (url.getRawFragment() != null) {
      problems.error(path, "has a fragment, which is not sent", "remove # and what follows");
    }
  }

  private static void validateHeader(
      HttpOperationSettings settings, String name, String path, Problems problems) {
    String plain = name.toLowerCase(Locale.ROOT);
    if (OWN.containsKey(plain)) {
      problems.error(path, "is set by the item itself", OWN.get(plain));
    } else if (OF_HTTP.contains(plain)) {
      problems.error(path, "is set by HTTP itself", "remove it");
    } else if (!isHeader(name, settings.headers().get(name))) {
      problems.error(
          path,
          "cannot be a header",
          "its name is a word of letters, digits and -, its value one line of printable ASCII");
    }
  }

  private static boolean isHeader(String name, String value) {
    try {
      HttpRequest.newBuilder().header(name, value);
      return value.chars().allMatch(c -> c >= ' ' && c < 127);
    } catch (IllegalArgumentException bad) {
      return false;
    }
  }

  /** Sends no request, which would be a message. */
  @Override
  public ConnectionTest testConnection(ItemDefinition definition, Duration atMost) {
    HttpOperationSettings settings = (HttpOperationSettings) definition.adapter();
    boolean tls = settings.url().getScheme().equalsIgnoreCase("https");
    int port = settings.url().getPort();
    String host = settings.url().getHost().replaceAll("[\\[\\]]", "");
    return SocketTest.connect(
        host,
        port >= 0 ? port : tls ? 443 : 80,
        tls ? HttpTls.of(settings).context() : null,
        host,
        atMost);
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    return new HttpOperation((HttpOperationSettings) definition.adapter(), context);
  }
}
