package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key with a certificate of its own making, by the keytool of the running JDK, as PEM files and
 * as a context of the JDK's sockets.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8
 */
record TestCertificates(Path certificate, Path key, KeyStore store) {
  private static final String PASSWORD = "changeit";

  static TestCertificates make(Path directory, String name) {
    try {
      Path file = directory.resolve(name + ".p12");
      keytool(
          List.of(
              "-genkeypair",
              "-alias",
              "own",
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=" + name,
              "-ext",
              "san=ip:127.0.0.1,dns:" + name + ".test",
              "-validity",
              "2",
              "-storetype",
              "PKCS12",
              "-storepass",
              PASSWORD,
              "-keystore",
              file.toString()));
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
      }
      return new TestCertificates(
          pem(
              directory.resolve(name + ".cert.pem"),
              "CERTIFICATE",
              store.getCertificate("own").getEncoded()),
          pem(
              directory.resolve(name + ".key.pem"),
              "PRIVATE KEY",
              store.getKey("own", PASSWORD.toCharArray()).getEncoded()),
          store);
    } catch (IOException | GeneralSecurityException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private static void keytool(List<String> arguments) throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(tool.toString()), arguments.stream())
                    .toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private static Path pem(Path file, String kind, byte[] content) {
    String text =
        "-----BEGIN "
            + kind
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
            + "\n-----END "
            + kind
            + "-----\n";
    try {
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A context that shows this certificate, if {@code own}, and trusts only {@code trusted}. */
  SSLContext context(boolean own, TestCertificates trusted) throws GeneralSecurityException {
    KeyStore others = emptyStore();
    others.setCertificateEntry("other", trusted.store.getCertificate("own"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(others);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own ? store : emptyStore(), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore empty = KeyStore.getInstance("PKCS12");
    try {
      empty.load(null, null);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return empty;
  }
}
