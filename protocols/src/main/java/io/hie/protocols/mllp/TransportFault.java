package io.hie.protocols.mllp;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;

/**
 * What a failure of the transport means, in words of our own: the texts of exceptions may quote
 * what was received.
 *
 * @param code short and stable
 * @param text for people
 * @param isTls whether it is about TLS
 * @param isMisconfigured whether it will last until a person changes something
 */
record TransportFault(String code, String text, boolean isTls, boolean isMisconfigured) {

  static final TransportFault CLOSED_BY_PEER =
      new TransportFault("link-lost", "the other side closed the connection", false, false);
  static final TransportFault CONNECT_TIMEOUT =
      new TransportFault("connect-timeout", "connecting took too long", false, false);

  private static final String ACK_TIMEOUT = "ack-timeout";

  static TransportFault ackTimeout(String text) {
    return new TransportFault(ACK_TIMEOUT, text, false, false);
  }

  /** Whether it says why there is no connection, and not just why one was given up. */
  boolean isOfConnection() {
    return !code.equals(ACK_TIMEOUT);
  }

  static TransportFault of(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof DecoderException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case NotSslRecordException notTls ->
          tls("not-tls", "the other side does not speak TLS, and TlsEnabled is on", true);
      case SslHandshakeTimeoutException slow ->
          tls("tls-timeout", "the TLS handshake took too long", false);
      // The texts of the JDK's handshake name certificates and alerts, never contents.
      case SSLException refused ->
          tls("tls-failed", "TLS failed: " + String.valueOf(refused.getMessage()), true);
      case ConnectTimeoutException slow -> CONNECT_TIMEOUT;
      case UnknownHostException unknown -> unknownHost();
      case UnresolvedAddressException unknown -> unknownHost();
      case ConnectException refused ->
          new TransportFault("connect-refused", "nobody listens there", false, false);
      case ClosedChannelException closed ->
          new TransportFault("link-lost", "the connection was closed", false, false);
      case IOException broken ->
          new TransportFault("link-lost", "the connection was reset or broke", false, false);
      default -> new TransportFault("failed", "it failed with " + cause.getClass(), false, false);
    };
  }

  private static TransportFault tls(String code, String text, boolean misconfigured) {
    return new TransportFault(code, text, true, misconfigured);
  }

  private static TransportFault unknownHost() {
    return new TransportFault("unknown-host", "the name of the host is not known", false, true);
  }
}
