package io.hie.protocols.http;

import io.hie.actormodel.production.Setting;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code adapter_settings} of {@code http.service}. */
public record HttpServiceSettings(
    @Setting(
            value = "Port",
            doc = "The TCP port to listen on; 0 takes any free one.",
            min = 0,
            max = 65_535)
        int port,
    @Setting(
            value = "Interface",
            doc =
                "The local address to listen on: all of them, so that other machines reach it,"
                    + " unless one is given; 127.0.0.1 for senders on this machine only.",
            byDefault = "0.0.0.0")
        String address,
    @Setting(value = "Path", doc = "The one path that messages are posted to.", byDefault = "/")
        String path,
    @Setting(
            value = "ContentTypes",
            doc =
                "The media types that are taken. application/hl7-v2+er7, application/hl7-v2,"
                    + " x-application/hl7-v2+er7 and text/plain are read as HL7 v2, others are passed"
                    + " on as they are.",
            byDefault =
                "[\"application/hl7-v2+er7\", \"application/hl7-v2\","
                    + " \"x-application/hl7-v2+er7\", \"text/plain\"]")
        List<String> contentTypes,
    @Setting(
            value = "MaxMessageBytes",
            doc = "A larger message is refused with 413.",
            byDefault = "16777216",
            unit = "bytes",
            min = 1024,
            max = 1_073_741_824)
        int maxMessageBytes,
    @Setting(
            value = "BodyTimeout",
            doc = "How long a sender may take for one message; then it is refused with 408.",
            byDefault = "30",
            min = 0.1,
            max = 3600)
        Duration bodyTimeout,
    @Setting(
            value = "MaxConnections",
            doc = "Connections beyond so many wait.",
            byDefault = "1024",
            min = 1,
            max = 1_000_000)
        int maxConnections,
    @Setting(
            value = "Charset",
            doc =
                "The character set of messages for which neither they nor their content type name"
                    + " one; if absent, UTF-8 where the bytes are that, else ISO 8859-1.")
        @Nullable Charset charset,
    @Setting(
            value = "TlsEnabled",
            doc = "Whether senders must speak TLS (1.2 or 1.3).",
            byDefault = "false")
        boolean tlsEnabled,
    @Setting(
            value = "TlsCertificate",
            doc = "PEM file with this side's certificate, followed by those that vouch for it.")
        @Nullable Path tlsCertificate,
    @Setting(
            value = "TlsKey",
            doc = "PEM file with the private key of the certificate: PKCS #8, not encrypted.")
        @Nullable Path tlsKey,
    @Setting(
            value = "TlsTrusted",
            doc = "PEM file with the certificates that senders' certificates must descend from.")
        @Nullable Path tlsTrusted,
    @Setting(
            value = "TlsClientAuth",
            doc = "Whether senders must show a certificate.",
            byDefault = "none")
        ClientCertificate tlsClientAuth) {

  /** Whether senders must show a certificate. */
  public enum ClientCertificate {
    NONE,
    /** Asked for, and checked if there is one. */
    OPTIONAL,
    REQUIRE
  }

  public HttpServiceSettings {
    contentTypes = List.copyOf(contentTypes);
  }
}
