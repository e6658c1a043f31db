package io.hie.chaostests.scenario;

import io.hie.chaostests.ledger.Reception;
import io.hie.chaostests.sink.Recorder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Keeps every body that the sink receives. Thread-safe. */
final class BodyRecorder implements Recorder {
  private final Set<ByteBuffer> bodies = new HashSet<>();

  @Override
  public synchronized void received(Reception reception, byte[] array, int offset, int length) {
    bodies.add(ByteBuffer.wrap(Arrays.copyOfRange(array, offset, offset + length)));
  }

  @Override
  public void flush() {
    // the bodies are wanted only as long as this process lives
  }

  synchronized Set<ByteBuffer> bodies() {
    return new HashSet<>(bodies);
  }
}
