package io.hie.protocols.mllp;

import io.hie.actormodel.production.Setting;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The {@code adapter_settings} of {@code hl7.mllp.service}. */
public record MllpServiceSettings(
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
    @Setting(
            value = "Charset",
            doc =
                "The character set of messages whose MSH-18 names none; if absent, UTF-8 where the"
                    + " bytes are that, else ISO 8859-1.")
        @Nullable Charset charset,
    @Setting(
            value = "MaxMessageBytes",
            doc = "A larger message is refused with AR.",
            byDefault = "16777216",
            unit = "bytes",
            min = 1024,
            max = 1_073_741_824)
        int maxMessageBytes,
    @Setting(
            value = "IdleTimeout",
            doc = "A connection on which nothing came for so long is closed; 0 never closes one.",
            byDefault = "0")
        Duration idleTimeout,
    @Setting(
            value = "FrameTimeout",
            doc =
                "A connection on which nothing came for so long in the middle of a message is"
                    + " closed.",
            byDefault = "60")
        Duration frameTimeout,
    @Setting(
            value = "MaxConnections",
            doc = "Connections beyond so many are closed at once.",
            byDefault = "10000",
            min = 1,
            max = 1_000_000)
        int maxConnections,
    @Setting(
            value = "MaxPipelined",
            doc = "Messages of one connection that are read ahead of their acknowledgement.",
            byDefault = "64",
            min = 1,
            max = 10_000)
        int maxPipelined,
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

  /** The same, at another address and with so many messages read ahead. */
  MllpServiceSettings with(String otherAddress, int otherMaxPipelined) {
    return new MllpServiceSettings(
        port,
        otherAddress,
        charset,
        maxMessageBytes,
        idleTimeout,
        frameTimeout,
        maxConnections,
        otherMaxPipelined,
        tlsEnabled,
        tlsCertificate,
        tlsKey,
        tlsTrusted,
        tlsClientAuth);
  }

  /** Whether senders must show a certificate. */
  public enum ClientCertificate {
    NONE,
    /** Asked for, and checked if there is one. */
    OPTIONAL,
    REQUIRE
  }
}
