package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;

/** A sender that does what a test tells it, well or badly. Blocks; gives up after ten seconds. */
final class MllpSender implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  private MllpSender(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static MllpSender to(MllpService service) throws IOException {
    return to(service, SocketFactory.getDefault());
  }

  static MllpSender to(MllpService service, SocketFactory factory) throws IOException {
    return new MllpSender(factory.createSocket(InetAddress.getLoopbackAddress(), service.port()));
  }

  /** One that has little room for answers that it does not take. */
  static MllpSender narrow(MllpService service) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
    return new MllpSender(socket);
  }

  Socket socket() {
    return socket;
  }

  void send(String... messages) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String message : messages) {
      all.write(Samples.frame(message));
    }
    sendRaw(all.toByteArray());
  }

  void sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void sendRaw(String bytes) throws IOException {
    sendRaw(bytes.getBytes(ISO_8859_1));
  }

  /** The next answer without its blocks; null if the connection has ended. */
  String answer() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    if (first != Mllp.VT) {
      throw new IOException("an answer begins with byte " + first);
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int b; (b = in.read()) != Mllp.FS; ) {
      if (b < 0) {
        throw new IOException("an answer broke off");
      }
      answer.write(b);
    }
    if (in.read() != Mllp.CR) {
      throw new IOException("an answer does not end with a carriage return");
    }
    return answer.toString(ISO_8859_1);
  }

  /**
   * Code and control id of the next answer, such as {@code AA m1}; {@code end} if there is none.
   */
  String verdict() throws IOException {
    String answer = answer();
    return answer == null ? "end" : verdict(answer);
  }

  static String verdict(String answer) {
    String[] msa = answer.substring(answer.indexOf("\rMSA|") + 5).split("[|\r]", -1);
    return msa[0] + " " + msa[1];
  }

  /** Whether nothing arrives for a moment. */
  boolean hearsNothing() throws IOException {
    socket.setSoTimeout(100);
    try {
      in.mark(1);
      in.read();
      in.reset();
      return false;
    } catch (SocketTimeoutException nothing) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** Says that nothing more will be sent; answers still arrive. */
  void finishSending() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends without a good-bye. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
