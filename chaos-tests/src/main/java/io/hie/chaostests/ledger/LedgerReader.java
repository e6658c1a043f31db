package io.hie.chaostests.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hie.chaostests.ChaosException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a ledger line by line, word by word. */
final class LedgerReader {
  private final Path path;
  private long lineNumber;
  private String line = "";
  private int at;

  private LedgerReader(Path path) {
    this.path = path;
  }

  /** Told of each line; takes its words with {@link #word} and {@link #number}. */
  @FunctionalInterface
  interface LineReader {
    void read(LedgerReader line);
  }

  /**
   * Hands over every line.
   *
   * @throws ChaosException naming the file and line that cannot be read
   */
  static void read(Path path, LineReader reader) {
    LedgerReader words = new LedgerReader(path);
    try (BufferedReader file = Files.newBufferedReader(path, ISO_8859_1)) {
      for (String line = file.readLine(); line != null; line = file.readLine()) {
        words.line = line;
        words.lineNumber++;
        words.at = 0;
        reader.read(words);
      }
    } catch (IOException e) {
      throw new ChaosException("cannot read the ledger " + path + ": " + e, e);
    }
  }

  String word() {
    if (at >= line.length()) {
      throw bad("it ends too early");
    }
    int end = line.indexOf(' ', at);
    String word = end < 0 ? line.substring(at) : line.substring(at, end);
    at = end < 0 ? line.length() : end + 1;
    return word;
  }

  long number() {
    String word = word();
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw bad("'" + word + "' is no number");
    }
  }

  int small() {
    return Math.toIntExact(number());
  }

  long hex() {
    return Long.parseUnsignedLong(word(), 16);
  }

  /** What to throw about this line. */
  ChaosException bad(String why) {
    return new ChaosException(path + " line " + lineNumber + " is no line of this ledger: " + why);
  }
}
