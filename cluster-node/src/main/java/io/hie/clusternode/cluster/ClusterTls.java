package io.hie.clusternode.cluster;

import com.typesafe.config.Config;
import io.hie.clusternode.tls.Pem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;

/**
 * Mutual TLS between nodes: each shows a certificate of one authority, and takes a peer whose
 * certificate is of that authority and shares a name with its own. Files in PEM, which are read
 * again now and then, so they can be changed while nodes run.
 *
 * @param certificate of this node
 * @param key of that certificate
 * @param authority the certificate that all nodes' are signed with
 */
public record ClusterTls(Path certificate, Path key, Path authority, Duration reload) {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int VERDICT_MILLIS = 1_000;
  private static final char[] NO_PASSWORD = new char[0];

  /** A setting for one of the files, with the variable that people set. */
  private record FileSetting(String path, String variable) {}

  private static final List<FileSetting> FILES =
      List.of(
          new FileSetting("hie.cluster.tls.certificate", "HIE_CLUSTER_TLS_CERTIFICATE"),
          new FileSetting("hie.cluster.tls.key", "HIE_CLUSTER_TLS_KEY"),
          new FileSetting("hie.cluster.tls.authority", "HIE_CLUSTER_TLS_AUTHORITY"));

  /**
   * What is configured; empty if nodes are to speak without TLS.
   *
   * @throws IllegalArgumentException if a part of it is missing or cannot be used
   */
  public static Optional<ClusterTls> of(Config config) {
    List<String> missing = new ArrayList<>();
    Map<String, Path> files = new TreeMap<>();
    for (FileSetting each : FILES) {
      String file = config.getString(each.path());
      if (file.isBlank()) {
        missing.add(each.variable());
      } else {
        files.put(each.path(), Path.of(file));
      }
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "TLS between nodes needs a certificate, its key and an authority, and "
              + String.join(" and ", missing)
              + " is not set; set all three, or none to speak without TLS");
    }
    ClusterTls tls =
        new ClusterTls(
            file(files, 0),
            file(files, 1),
            file(files, 2),
            config.getDuration("hie.cluster.tls.reload"));
    tls.context();
    return Optional.of(tls);
  }

  private static Path file(Map<String, Path> files, int number) {
    Path file = files.get(FILES.get(number).path());
    if (file == null || !Files.isReadable(file)) {
      throw new IllegalArgumentException(
          FILES.get(number).variable() + " is " + file + ", which cannot be read as a file");
    }
    return file.toAbsolutePath();
  }

  /** The settings of the actor system by which it speaks TLS. */
  public Map<String, String> settings() {
    String engine = "pekko.remote.artery.ssl.rotating-keys-engine.";
    return Map.of(
        "pekko.remote.artery.transport",
        "tls-tcp",
        "pekko.remote.artery.ssl.ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
        engine + "cert-file",
        certificate.toString(),
        engine + "key-file",
        key.toString(),
        engine + "ca-cert-file",
        authority.toString(),
        engine + "ssl-context-cache-ttl",
        reload.toMillis() + "ms");
  }

  /**
   * Tries whether a node takes this one's certificate, and has one that this one takes. Blocks for
   * a second or so.
   *
   * @throws IllegalArgumentException if not; the text says which of the two
   */
  public void tryAt(String host, int port) {
    String at = host + ":" + port;
    boolean agreed = false;
    try (SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      socket.setSoTimeout(CONNECT_MILLIS);
      socket.startHandshake();
      agreed = true;
      // The other side says only afterwards what it thinks of our certificate.
      socket.setSoTimeout(VERDICT_MILLIS);
      if (socket.getInputStream().read() < 0) {
        throw new IllegalArgumentException(notTaken(at));
      }
    } catch (SocketTimeoutException silence) {
      // It waits for what we have to say, so it takes us.
    } catch (SSLException refused) {
      String why = String.valueOf(refused.getMessage());
      throw new IllegalArgumentException(
          why.contains("Received fatal alert")
              ? notTaken(at)
              : "the certificate of the node at "
                  + at
                  + " is not signed by the authority in "
                  + authority
                  + " (HIE_CLUSTER_TLS_AUTHORITY), or has run out; all nodes need certificates of"
                  + " one authority",
          refused);
    } catch (IOException failed) {
      if (agreed) {
        throw new IllegalArgumentException(notTaken(at), failed);
      }
      throw new IllegalArgumentException(
          "the node at "
              + at
              + " cannot be reached to speak TLS with it ("
              + failed.getClass().getSimpleName()
              + "); see HIE_CLUSTER_HOST and HIE_CLUSTER_PORT of that node",
          failed);
    }
  }

  private String notTaken(String at) {
    return "the node at "
        + at
        + " does not take the certificate in "
        + certificate
        + " (HIE_CLUSTER_TLS_CERTIFICATE): it must be signed by the authority of the cluster, not"
        + " have run out, and share a name (CN or DNS) with those of the other nodes";
  }

  /** What is in the files now. */
  SSLContext context() {
    try {
      Certificate own = certificate(certificate, FILES.get(0));
      Certificate root = certificate(authority, FILES.get(2));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("own", privateKey(), NO_PASSWORD, new Certificate[] {own});
      store.setCertificateEntry("authority", root);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, NO_PASSWORD);
      trusted.setCertificateEntry("authority", root);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalArgumentException(
          "the files for TLS between nodes cannot be used together: does the key in "
              + key
              + " belong to the certificate in "
              + certificate
              + "?",
          failed);
    }
  }

  private static Certificate certificate(Path file, FileSetting setting) {
    return Pem.certificates(file, setting.variable()).getFirst();
  }

  private PrivateKey privateKey() throws IOException {
    try {
      return DERPrivateKeyLoader.load(
          PEMDecoder.decode(Files.readString(key, StandardCharsets.US_ASCII)));
    } catch (RuntimeException failed) {
      throw new IllegalArgumentException(
          key + " (HIE_CLUSTER_TLS_KEY) has no private key in PEM without a password", failed);
    }
  }
}
