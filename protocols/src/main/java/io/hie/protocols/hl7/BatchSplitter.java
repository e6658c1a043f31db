package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.util.ArrayList;
import java.util.List;

/** Goes through the segments of a file once and notes where messages are. */
final class BatchSplitter {
  private static final int MOST_WARNINGS = 20;
  private static final int NOT_OPEN = -1;

  private final Payload file;
  private final List<Long> messages = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean enveloped;
  private boolean inFile;
  private boolean inBatch;
  private boolean strayTold;
  private int messagesOfBatch;
  private int messagesOfFile;
  private int batchesOfFile;
  private int messageStart = NOT_OPEN;
  private int messageEnd;

  BatchSplitter(Payload file) {
    this.file = file;
  }

  Hl7Batch split() {
    int at = HeaderStart.findAny(file);
    int separator = '|';
    while (at >= 0) {
      int name = Er7.name(file, at);
      if (Envelope.isHeader(name) && at + 3 < file.size() && !Er7.isLineEnd(file.at(at + 3))) {
        separator = file.at(at + 3);
      }
      int end = Er7.segmentEnd(file, at, separator);
      segment(name, at, end);
      at = Er7.segmentAfter(file, end);
    }
    closeMessage();
    closeBatch(NOT_OPEN, file.size());
    closeFile(NOT_OPEN, file.size());
    if (messages.size() == 1 && !enveloped) {
      messages.set(0, Er7.span(0, file.size()));
    }
    return new Hl7Batch(file, messages, warnings);
  }

  private void segment(int name, int at, int end) {
    if (name == Envelope.MSH) {
      closeMessage();
      messageStart = at;
      messagesOfBatch++;
      messagesOfFile++;
    } else if (name == Envelope.FHS) {
      closeMessage();
      closeBatch(NOT_OPEN, at);
      closeFile(NOT_OPEN, at);
      inFile = true;
      batchesOfFile = 0;
      messagesOfFile = 0;
      enveloped = true;
    } else if (name == Envelope.BHS) {
      closeMessage();
      closeBatch(NOT_OPEN, at);
      inBatch = true;
      batchesOfFile++;
      messagesOfBatch = 0;
      enveloped = true;
    } else if (name == Envelope.BTS) {
      closeMessage();
      closeBatch(at, end);
      enveloped = true;
    } else if (name == Envelope.FTS) {
      closeMessage();
      closeBatch(NOT_OPEN, at);
      closeFile(at, end);
      enveloped = true;
    } else if (messageStart == NOT_OPEN) {
      stray(at);
    }
    messageEnd = end;
  }

  private void closeMessage() {
    if (messageStart != NOT_OPEN) {
      messages.add(Er7.span(messageStart, pastLineEnd(messageEnd)));
      messageStart = NOT_OPEN;
    }
  }

  private int pastLineEnd(int at) {
    int size = file.size();
    if (at < size && file.at(at) == '\r') {
      return at + 1 < size && file.at(at + 1) == '\n' ? at + 2 : at + 1;
    }
    return at < size ? at + 1 : at;
  }

  private void closeBatch(int trailer, int end) {
    if (trailer != NOT_OPEN && !inBatch) {
      warn("BTS at byte " + trailer + " ends a batch that no BHS began");
    } else if (trailer == NOT_OPEN && inBatch) {
      warn("the batch that ends at byte " + end + " has no BTS: it may be cut off");
    } else if (trailer != NOT_OPEN) {
      long said = count(trailer, end);
      if (said >= 0 && said != messagesOfBatch) {
        warn(differs("BTS", trailer, said, messagesOfBatch, "messages"));
      }
    }
    inBatch = false;
  }

  private void closeFile(int trailer, int end) {
    if (trailer != NOT_OPEN && !inFile) {
      warn("FTS at byte " + trailer + " ends a file that no FHS began");
    } else if (trailer == NOT_OPEN && inFile) {
      warn("the file that ends at byte " + end + " has no FTS: it may be cut off");
    } else if (trailer != NOT_OPEN) {
      long said = count(trailer, end);
      boolean messagesCounted = batchesOfFile == 0 && (said == 1 || said == messagesOfFile);
      if (said >= 0 && said != batchesOfFile && !messagesCounted) {
        warn(differs("FTS", trailer, said, batchesOfFile, "batches"));
      }
    }
    inFile = false;
  }

  private static String differs(String name, int at, long said, int there, String what) {
    return name + " at byte " + at + " counts " + said + " " + what + ", but there are " + there;
  }

  /** The number in the first field of a trailer; -1 if there is none. */
  private long count(int at, int end) {
    long number = -1;
    for (int i = at + 4; i < end && file.at(i) >= '0' && file.at(i) <= '9'; i++) {
      number = Math.min(Math.max(number, 0) * 10 + (file.at(i) - '0'), Integer.MAX_VALUE);
    }
    return number;
  }

  private void stray(int at) {
    if (!strayTold) {
      warn("the segment at byte " + at + " belongs to no message and is left out");
      strayTold = true;
    }
  }

  private void warn(String warning) {
    if (warnings.size() < MOST_WARNINGS) {
      warnings.add(warning);
    }
  }
}
