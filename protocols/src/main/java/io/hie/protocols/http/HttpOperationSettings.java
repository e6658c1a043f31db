package io.hie.protocols.http;

import io.hie.actormodel.production.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code adapter_settings} of {@code http.operation}. */
public record HttpOperationSettings(
    @Setting(
            value = "URL",
            doc = "Where messages are sent, http or https. Credentials belong into Headers.")
        URI url,
    @Setting(value = "Method", doc = "POST, PUT or PATCH.", byDefault = "POST") String method,
    @Setting(
            value = "Headers",
            doc = "Headers of every request. Their values are never shown.",
            byDefault = "{}",
            secret = true)
        Map<String, String> headers,
    @Setting(
            value = "ContentType",
            doc = "The Content-Type of every request; if absent, the message's own.")
        @Nullable String contentType,
    @Setting(
            value = "ConnectTimeout",
            doc = "How long a connection may take to come about, TLS included.",
            byDefault = "5",
            min = 0.01,
            max = 600)
        Duration connectTimeout,
    @Setting(
            value = "AckTimeout",
            doc =
                "How long an answer is waited for from the moment the message begins to be sent;"
                    + " after that the delivery is ambiguous.",
            byDefault = "30",
            min = 0.01,
            max = 3600)
        Duration ackTimeout,
    @Setting(
            value = "SuccessStatus",
            doc = "The statuses that mean that the receiver has the message: 201, or 2xx for all.",
            byDefault = "[\"2xx\"]")
        List<String> successStatus,
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
        @Nullable Path tlsTrusted) {

  public HttpOperationSettings {
    headers = Map.copyOf(headers);
    successStatus = List.copyOf(successStatus);
  }

  /** The receiver without what may be secret: no credentials, no query. */
  String shownUrl() {
    return url.getScheme()
        + "://"
        + url.getHost()
        + (url.getPort() < 0 ? "" : ":" + url.getPort())
        + (url.getRawPath() == null ? "" : url.getRawPath());
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return "HttpOperationSettings[" + method + " " + shownUrl() + "]";
  }
}
