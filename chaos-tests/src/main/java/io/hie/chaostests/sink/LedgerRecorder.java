package io.hie.chaostests.sink;

import io.hie.chaostests.ledger.Reception;
import io.hie.chaostests.ledger.SinkLedger;
import java.io.IOException;

/** Records into a ledger file. */
public record LedgerRecorder(SinkLedger ledger) implements Recorder {
  @Override
  public void received(Reception reception, byte[] array, int offset, int length)
      throws IOException {
    ledger.write(reception);
  }

  @Override
  public void flush() throws IOException {
    ledger.flush();
  }
}
