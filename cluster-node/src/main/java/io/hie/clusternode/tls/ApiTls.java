package io.hie.clusternode.tls;

import com.typesafe.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the API, by a certificate and its key in PEM files, or by a proxy before the node. Files
 * are read again now and then; while they do not fit together, what was read before is shown.
 * Beyond loopback there is no API without one of the two. Safe from any thread.
 */
public final class ApiTls {
  private static final Logger LOG = LoggerFactory.getLogger(ApiTls.class);
  private static final String CERTIFICATE = "HIE_HTTP_TLS_CERTIFICATE";
  private static final String KEY = "HIE_HTTP_TLS_KEY";
  private static final String BY = "HIE_HTTP_TLS";
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final char[] NO_PASSWORD = new char[0];

  private final boolean byProxy;
  private final @Nullable Place files;
  private volatile @Nullable Shown shown;

  /** Where the files are, and how often they are looked at. */
  private record Place(Path certificate, Path key, Duration reload) {}

  /** What was read, and of when the files were. */
  private record Shown(SSLContext context, FileTime certificate, FileTime key) {}

  private ApiTls(boolean byProxy, @Nullable Place files) {
    this.byProxy = byProxy;
    this.files = files;
  }

  /**
   * What is configured for an API that listens somewhere.
   *
   * @throws IllegalArgumentException if it cannot be used, or strangers would be spoken to without
   *     TLS; the text says what to set
   */
  public static ApiTls of(Config config, String listensAt) {
    String certificate = config.getString("hie.http.tls.certificate").strip();
    String key = config.getString("hie.http.tls.key").strip();
    String by = config.getString("hie.http.tls.by").strip();
    if (!by.isEmpty() && !by.equals("node") && !by.equals("proxy")) {
      throw new IllegalArgumentException(
          BY
              + " is "
              + by
              + "; write node (with "
              + CERTIFICATE
              + " and "
              + KEY
              + "), or proxy if a proxy before the node speaks TLS");
    }
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException(
          "TLS of the API needs a certificate and its key, and "
              + (key.isEmpty() ? KEY : CERTIFICATE)
              + " is not set; set both, or none");
    }
    boolean own = !certificate.isEmpty();
    if (by.equals("node") && !own) {
      throw new IllegalArgumentException(
          BY + " is node, and there is no certificate: set " + CERTIFICATE + " and " + KEY);
    }
    if (!own && !by.equals("proxy") && !isLoopback(listensAt)) {
      throw new IllegalArgumentException(
          "the API is to listen at "
              + listensAt
              + " (HIE_HTTP_INTERFACE, --http-interface), which is beyond loopback, and would speak"
              + " without TLS: name a certificate and its key, PEM files, in "
              + CERTIFICATE
              + " and "
              + KEY
              + ", or say "
              + BY
              + "=proxy if a proxy before the node speaks TLS and nobody else reaches the node, or"
              + " listen at 127.0.0.1");
    }
    ApiTls tls =
        new ApiTls(
            by.equals("proxy"),
            own
                ? new Place(
                    Path.of(certificate).toAbsolutePath(),
                    Path.of(key).toAbsolutePath(),
                    config.getDuration("hie.http.tls.reload"))
                : null);
    if (tls.files != null) {
      tls.shown = read(tls.files);
    }
    return tls;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException nowhere) {
      return false; // told when it cannot be listened at
    }
  }

  /** The versions of TLS that are spoken. */
  static String[] protocols() {
    return PROTOCOLS.clone();
  }

  /** Whether the node itself speaks TLS. */
  public boolean isOwn() {
    return files != null;
  }

  /** Whether browsers reach the API by TLS only, of the node or of a proxy. */
  public boolean isSecure() {
    return isOwn() || byProxy;
  }

  /** {@code https} if the node itself speaks TLS. */
  public String scheme() {
    return isOwn() ? "https" : "http";
  }

  /** Makes an engine for each connection, with the files as they were last read; empty without. */
  public Optional<Supplier<SSLEngine>> engines() {
    return files == null ? Optional.empty() : Optional.of(this::engine);
  }

  private SSLEngine engine() {
    Shown now = shown;
    if (now == null) {
      throw new IllegalStateException("no certificate was read");
    }
    SSLEngine engine = now.context().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Looks at the files from now on, until the actor system ends. */
  public void watch(ActorSystem<?> system) {
    Place where = files;
    if (where == null) {
      return;
    }
    Cancellable looking =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                where.reload(),
                where.reload(),
                () -> Thread.startVirtualThread(() -> look(where)),
                system.executionContext());
    system.getWhenTerminated().thenRun(looking::cancel);
  }

  private synchronized void look(Place where) {
    Shown before = shown;
    try {
      if (before != null
          && before.certificate().equals(Files.getLastModifiedTime(where.certificate()))
          && before.key().equals(Files.getLastModifiedTime(where.key()))) {
        return;
      }
      shown = read(where);
      LOG.info("the API shows the certificate that is in {} now", where.certificate());
    } catch (IOException | IllegalArgumentException notNow) {
      LOG.warn(
          "the API goes on with the certificate that it has, since {}",
          notNow instanceof IllegalArgumentException
              ? notNow.getMessage()
              : where.certificate() + " or " + where.key() + " cannot be read");
    }
  }

  private static Shown read(Place where) {
    try {
      // Before the contents: what changes meanwhile is read at the next look.
      FileTime certificateTime = timeOf(where.certificate(), CERTIFICATE);
      FileTime keyTime = timeOf(where.key(), KEY);
      List<X509Certificate> chain = Pem.certificates(where.certificate(), CERTIFICATE);
      PrivateKey key = Pem.key(where.key(), KEY);
      if (!Pem.isPair(key, chain.getFirst().getPublicKey())) {
        throw new IllegalArgumentException(
            "the key in "
                + where.key()
                + " ("
                + KEY
                + ") does not belong to the first certificate in "
                + where.certificate()
                + " ("
                + CERTIFICATE
                + ")");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new Shown(context, certificateTime, keyTime);
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalArgumentException(
          "the certificates in "
              + where.certificate()
              + " ("
              + CERTIFICATE
              + ") are no chain: first that of the node, then each signer of the one before",
          failed);
    }
  }

  private static FileTime timeOf(Path file, String setting) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException failed) {
      throw new IllegalArgumentException(
          setting + " is " + file + ", which cannot be read as a file", failed);
    }
  }
}
