package io.hie.clusternode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of a browser as a login takes: cookies by host, port and path, links and one form. */
final class FormBrowser implements AutoCloseable {
  private static final int MOST_STEPS = 20;
  private static final Pattern FORM =
      Pattern.compile("<form[^>]* action=\"([^\"]+)\".*?</form>", Pattern.DOTALL);
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"");

  private record Cookie(int port, String path, String name, String value) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Cookie> cookies = new ArrayList<>();

  /** Where it came to, and what was there. */
  record Page(URI at, HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }
  }

  /** Goes where it is sent until it is sent to an address that begins so, or nowhere. */
  Page visit(String url, String until) throws Exception {
    URI at = URI.create(url);
    for (int step = 0; step < MOST_STEPS; step++) {
      HttpResponse<String> response = send(HttpRequest.newBuilder(at).GET(), at);
      Optional<String> next = response.headers().firstValue("location");
      if (next.isEmpty()) {
        return new Page(at, response);
      }
      at = at.resolve(next.get());
      if (at.toString().startsWith(until)) {
        return new Page(at, response);
      }
    }
    throw new AssertionError("it goes on for ever, at " + at);
  }

  /** Fills in the form of a page, and goes on as {@link #visit} does. */
  Page fill(Page page, Map<String, String> values, String until) throws Exception {
    Matcher form = FORM.matcher(page.response().body());
    if (!form.find()) {
      throw new AssertionError("no form at " + page.at() + ": " + page.response().body());
    }
    Map<String, String> all = new HashMap<>(values);
    Matcher hidden = HIDDEN.matcher(form.group());
    while (hidden.find()) {
      all.put(hidden.group(1), hidden.group(2));
    }
    URI to = page.at().resolve(form.group(1).replace("&amp;", "&"));
    String body =
        all.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("&"));
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)),
            to);
    URI next =
        to.resolve(
            response
                .headers()
                .firstValue("location")
                .orElseThrow(() -> new AssertionError(response + ": " + response.body())));
    return next.toString().startsWith(until)
        ? new Page(next, response)
        : visit(next.toString(), until);
  }

  /** One request, with the cookies of the place. */
  HttpResponse<String> send(HttpRequest.Builder request, URI at) throws Exception {
    String own =
        cookies.stream()
            .filter(each -> each.port() == at.getPort() && at.getPath().startsWith(each.path()))
            .map(each -> each.name() + "=" + each.value())
            .collect(Collectors.joining("; "));
    if (!own.isEmpty()) {
      request.header("Cookie", own);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    response.headers().allValues("set-cookie").forEach(each -> keep(each, at.getPort()));
    return response;
  }

  private void keep(String header, int port) {
    String[] parts = header.split(";\\s*");
    String[] pair = parts[0].split("=", 2);
    String path = "/";
    for (String part : parts) {
      if (part.toLowerCase(java.util.Locale.ROOT).startsWith("path=")) {
        path = part.substring("path=".length());
      }
    }
    String of = path;
    cookies.removeIf(
        each -> each.port() == port && each.path().equals(of) && each.name().equals(pair[0]));
    if (!pair[1].isEmpty()) {
      cookies.add(new Cookie(port, path, pair[0], pair[1]));
    }
  }

  /** The value of a cookie of a port. */
  String cookie(int port, String name) {
    return cookies.stream()
        .filter(each -> each.port() == port && each.name().equals(name))
        .map(Cookie::value)
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    http.close();
  }
}
