package io.hie.chaostests.sink;

import io.hie.chaostests.ledger.Reception;
import java.io.IOException;

/** Keeps what the sink receives. Called from the sink's one thread. */
public interface Recorder {
  /** A frame came; the bytes are only good during the call. */
  void received(Reception reception, byte[] array, int offset, int length) throws IOException;

  /** The answers are about to leave: what was received must outlive this process now. */
  void flush() throws IOException;
}
