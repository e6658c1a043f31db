package io.hie.clusternode.tls;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom a client of the API takes: authorities of a PEM file, else those that Java trusts. */
public final class Trusted {
  /** The variable that names the file. */
  public static final String VARIABLE = "HIE_CA";

  private Trusted() {}

  /** The file of {@code HIE_CA}; empty if there is none. */
  public static Optional<Path> file(Map<String, String> environment) {
    String named = environment.get(VARIABLE);
    return named == null || named.isBlank() ? Optional.empty() : Optional.of(Path.of(named));
  }

  /**
   * Takes only certificates of authorities in a file.
   *
   * @param setting as people set it
   * @throws IllegalArgumentException if it has none
   */
  public static SSLContext by(Path file, String setting) {
    List<X509Certificate> authorities = Pem.certificates(file, setting);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new IllegalArgumentException(
          file + " (" + setting + ") cannot be used as authorities", unusable);
    }
  }

  /** A client that speaks TLS 1.2 or 1.3 where it speaks TLS. */
  public static HttpClient.Builder client(@Nullable Path file, String setting) {
    HttpClient.Builder client = HttpClient.newBuilder();
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(ApiTls.protocols());
    client.sslParameters(parameters);
    return file == null ? client : client.sslContext(by(file, setting));
  }

  /**
   * Why a node could not be spoken to by TLS, and what to do about it.
   *
   * @param url of the node
   * @param file of authorities; null if those that Java trusts were asked
   */
  public static String refusal(String url, @Nullable Path file, SSLException why) {
    String text = String.valueOf(why.getMessage());
    if (!(why instanceof SSLHandshakeException) && text.contains("Unsupported or unrecognized")) {
      return "what listens at " + url + " does not speak TLS; write http:// instead of https://";
    }
    if (text.contains("No subject alternative") || text.contains("No name matching")) {
      return "the certificate of "
          + url
          + " is for another name ("
          + text
          + "); call the node by a name that is in its certificate";
    }
    if (text.contains("NotAfter") || text.contains("validity check failed")) {
      return "the certificate of " + url + " has run out, or is not good yet";
    }
    return "the certificate of "
        + url
        + " is not trusted: "
        + (file == null
            ? "name the certificate of its authority, in PEM, in HIE_CA"
            : "it is of no authority in " + file + " (HIE_CA)")
        + " ("
        + text
        + ")";
  }
}
