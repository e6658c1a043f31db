package io.hie.protocols.http;

import io.hie.actormodel.item.Item.MisconfiguredException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2 and 1.3 by the JDK, with certificates and keys from PEM files, which are read once, when
 * the item starts. Netty only reads the files.
 */
final class HttpTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLContext context;
  private final ClientAuth clientAuth;

  private HttpTls(SSLContext context, ClientAuth clientAuth) {
    this.context = context;
    this.clientAuth = clientAuth;
  }

  /**
   * For a service.
   *
   * @throws MisconfiguredException if a file is missing or is not what it should be
   */
  static HttpTls of(HttpServiceSettings settings) {
    ClientAuth auth =
        switch (settings.tlsClientAuth()) {
          case NONE -> ClientAuth.NONE;
          case OPTIONAL -> ClientAuth.OPTIONAL;
          case REQUIRE -> ClientAuth.REQUIRE;
        };
    File certificate = readable("TlsCertificate", settings.tlsCertificate());
    File key = readable("TlsKey", settings.tlsKey());
    try {
      SslContextBuilder builder = SslContextBuilder.forServer(certificate, key);
      return new HttpTls(context(builder, settings.tlsTrusted()), auth);
    } catch (IllegalArgumentException | SSLException unusable) {
      throw unusable(unusable);
    }
  }

  /**
   * For an operation.
   *
   * @throws MisconfiguredException if a file is missing or is not what it should be
   */
  static HttpTls of(HttpOperationSettings settings) {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      if (settings.tlsCertificate() != null || settings.tlsKey() != null) {
        builder.keyManager(
            readable("TlsCertificate", settings.tlsCertificate()),
            readable("TlsKey", settings.tlsKey()));
      }
      return new HttpTls(context(builder, settings.tlsTrusted()), ClientAuth.NONE);
    } catch (IllegalArgumentException | SSLException unusable) {
      throw unusable(unusable);
    }
  }

  private static SSLContext context(SslContextBuilder builder, @Nullable Path trusted)
      throws SSLException {
    if (trusted != null) {
      builder.trustManager(readable("TlsTrusted", trusted));
    }
    SslContext made = builder.sslProvider(SslProvider.JDK).protocols(PROTOCOLS).build();
    return ((JdkSslContext) made).context();
  }

  private static MisconfiguredException unusable(Exception cause) {
    return new MisconfiguredException(
        "TLS cannot be set up: TlsCertificate and TlsTrusted hold certificates, TlsKey the private"
            + " key of the first certificate, all in PEM form, the key as PKCS #8 without a"
            + " password; to convert one: openssl pkcs8 -topk8 -nocrypt -in old.pem -out key.pem",
        cause);
  }

  private static File readable(String key, @Nullable Path file) {
    if (file == null) {
      throw new MisconfiguredException(key + " is missing; it names a PEM file");
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new MisconfiguredException(
          key + " " + file + " cannot be read; check that it is there and who may read it");
    }
    return file.toFile();
  }

  SSLContext context() {
    return context;
  }

  static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(PROTOCOLS);
    return parameters;
  }

  /** An engine for one connection to a service. */
  SSLEngine serverEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setNeedClientAuth(clientAuth == ClientAuth.REQUIRE);
    if (clientAuth == ClientAuth.OPTIONAL) {
      engine.setWantClientAuth(true);
    }
    return engine;
  }
}
