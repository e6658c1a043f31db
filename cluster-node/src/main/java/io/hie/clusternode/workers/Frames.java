package io.hie.clusternode.workers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.hie.actormodel.envelope.Payload;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes frames of bounded size.
 *
 * @param mostBytes of one frame
 */
record Frames(int mostBytes) {
  private static final ObjectMapper CBOR =
      CBORMapper.builder().addModule(new JavaTimeModule()).build();

  /** What came is not a frame. The text has nothing of it. */
  static final class NoFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    NoFrameException(String message) {
      super(message);
    }
  }

  /** A frame is larger than it may be. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException(int bytes, int most) {
      super("it takes " + bytes + " bytes, and hie.workers.most-frame-bytes is " + most);
    }
  }

  /** A frame as it is written. */
  Payload encode(Frame frame) throws TooLargeException {
    byte[] bytes;
    try {
      bytes = CBOR.writerFor(Frame.class).writeValueAsBytes(frame);
    } catch (IOException impossible) {
      throw new IllegalStateException("a frame cannot be written", impossible);
    }
    if (bytes.length > mostBytes) {
      throw new TooLargeException(bytes.length, mostBytes);
    }
    return Payload.wrap(bytes);
  }

  static void write(OutputStream out, Payload frame) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(frame.size());
    frame.writeTo(data);
    data.flush();
  }

  /**
   * The next frame; null at the end of the stream.
   *
   * @throws NoFrameException if what comes is none
   */
  <F extends Frame> @Nullable F read(InputStream in, Class<F> kind) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int first = in.read();
    if (first < 0) {
      return null;
    }
    try {
      int length = first << 24 | data.readUnsignedByte() << 16 | data.readUnsignedShort();
      if (length < 0 || length > mostBytes) {
        throw new NoFrameException("it begins with no length of a frame");
      }
      byte[] bytes = data.readNBytes(length);
      if (bytes.length < length) {
        return null;
      }
      return kind.cast(CBOR.readValue(bytes, Frame.class));
    } catch (EOFException cutOff) {
      return null;
    } catch (com.fasterxml.jackson.core.JacksonException | ClassCastException strange) {
      throw new NoFrameException("it is no frame: " + strange.getClass().getSimpleName());
    }
  }
}
