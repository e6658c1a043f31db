package io.hie.protocols.mllp;

import io.hie.actormodel.item.Item.MisconfiguredException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2 and 1.3 by the JDK, with certificates and keys from PEM files, which are read once, when
 * the item starts.
 */
final class MllpTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SslContext context;

  private MllpTls(SslContext context) {
    this.context = context;
  }

  /**
   * For a service.
   *
   * @return null if the settings ask for none
   * @throws MisconfiguredException if a file is missing or is not what it should be
   */
  static @Nullable MllpTls of(MllpServiceSettings settings) {
    if (!settings.tlsEnabled()) {
      return null;
    }
    File certificate = readable("TlsCertificate", settings.tlsCertificate());
    File key = readable("TlsKey", settings.tlsKey());
    SslContextBuilder builder =
        keys(() -> SslContextBuilder.forServer(certificate, key), certificate, key);
    trust(builder, settings.tlsTrusted());
    return new MllpTls(
        build(
            builder.clientAuth(
                switch (settings.tlsClientAuth()) {
                  case NONE -> ClientAuth.NONE;
                  case OPTIONAL -> ClientAuth.OPTIONAL;
                  case REQUIRE -> ClientAuth.REQUIRE;
                })));
  }

  /** For an operation; otherwise as {@link #of(MllpServiceSettings)}. */
  static @Nullable MllpTls of(MllpOperationSettings settings) {
    if (!settings.tlsEnabled()) {
      return null;
    }
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (settings.tlsCertificate() != null || settings.tlsKey() != null) {
      File certificate = readable("TlsCertificate", settings.tlsCertificate());
      File key = readable("TlsKey", settings.tlsKey());
      keys(() -> builder.keyManager(certificate, key), certificate, key);
    }
    trust(builder, settings.tlsTrusted());
    return new MllpTls(build(builder));
  }

  /** The JDK's own. */
  SSLContext context() {
    return ((JdkSslContext) context).context();
  }

  SslHandler serverHandler(ByteBufAllocator allocator) {
    return context.newHandler(allocator, MllpLoops.aside());
  }

  /** A handler that accepts only a certificate that bears the target's name. */
  SslHandler clientHandler(ByteBufAllocator allocator, Target target) {
    MllpOperationSettings settings = target.settings();
    SslHandler handler =
        context.newHandler(allocator, target.certificateName(), settings.port(), MllpLoops.aside());
    handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
    return handler;
  }

  private static void trust(SslContextBuilder builder, @Nullable Path trusted) {
    if (trusted == null) {
      return;
    }
    File file = readable("TlsTrusted", trusted);
    try {
      builder.trustManager(file);
    } catch (IllegalArgumentException notCertificates) {
      throw new MisconfiguredException(
          "TlsTrusted: " + file + " does not hold certificates in PEM form", notCertificates);
    }
  }

  /** Makes a step that reads a certificate and its key. */
  @FunctionalInterface
  private interface KeyStep {
    SslContextBuilder run();
  }

  private static SslContextBuilder keys(KeyStep step, File certificate, File key) {
    try {
      return step.run();
    } catch (IllegalArgumentException unusable) {
      throw new MisconfiguredException(
          "TlsCertificate, TlsKey: "
              + certificate
              + " must hold certificates and "
              + key
              + " a private key, both in PEM form, the key as PKCS #8 without a password; to"
              + " convert one: openssl pkcs8 -topk8 -nocrypt -in old.pem -out key.pem",
          unusable);
    }
  }

  private static SslContext build(SslContextBuilder builder) {
    try {
      return builder.sslProvider(SslProvider.JDK).protocols(PROTOCOLS).build();
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new MisconfiguredException(
          "TLS cannot be set up from TlsCertificate, TlsKey and TlsTrusted: the key must belong to"
              + " the first certificate",
          unusable);
    }
  }

  private static File readable(String key, @Nullable Path file) {
    if (file == null) {
      throw new MisconfiguredException(key + " is missing; it names a PEM file");
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new MisconfiguredException(
          key
              + ": "
              + file.toAbsolutePath()
              + " cannot be read; check that it is there and that this process may read it");
    }
    return file.toFile();
  }
}
