package io.hie.protocols.mllp;

import io.hie.actormodel.production.Setting;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The {@code adapter_settings} of {@code hl7.mllp.operation}. */
public record MllpOperationSettings(
    @Setting(value = "Host", doc = "Name or address of the receiver.") String host,
    @Setting(value = "Port", doc = "Its TCP port.", min = 1, max = 65_535) int port,
    @Setting(
            value = "AckTimeout",
            doc =
                "How long an answer is waited for; after that the connection is given up and the"
                    + " delivery is ambiguous.",
            byDefault = "30")
        Duration ackTimeout,
    @Setting(
            value = "Connections",
            doc =
                "Connections that are kept open. Each carries one message at a time, so it takes as"
                    + " many as PoolSize for that many at once.",
            byDefault = "1",
            min = 1,
            max = 1024)
        int connections,
    @Setting(
            value = "ConnectTimeout",
            doc = "How long a connection may take to come about, TLS included.",
            byDefault = "5")
        Duration connectTimeout,
    @Setting(
            value = "MaxReconnectDelay",
            doc = "The longest wait between two attempts to connect; the first is 0.2 s.",
            byDefault = "30")
        Duration maxReconnectDelay,
    @Setting(
            value = "Charset",
            doc =
                "The character set of answers whose MSH-18 names none; if absent, UTF-8 where the"
                    + " bytes are that, else ISO 8859-1. Messages are sent byte for byte.")
        @Nullable Charset charset,
    @Setting(
            value = "TlsEnabled",
            doc = "Whether to speak TLS (1.2 or 1.3) with the receiver.",
            byDefault = "false")
        boolean tlsEnabled,
    @Setting(
            value = "TlsCertificate",
            doc =
                "PEM file with this side's certificate, followed by those that vouch for it, for"
                    + " receivers that ask for one.")
        @Nullable Path tlsCertificate,
    @Setting(
            value = "TlsKey",
            doc = "PEM file with the private key of the certificate: PKCS #8, not encrypted.")
        @Nullable Path tlsKey,
    @Setting(
            value = "TlsTrusted",
            doc =
                "PEM file with the certificates that the receiver's must descend from; if absent,"
                    + " those that Java trusts.")
        @Nullable Path tlsTrusted,
    @Setting(
            value = "TlsServerName",
            doc = "The name that the receiver's certificate must bear; if absent, Host.")
        @Nullable String tlsServerName) {}
