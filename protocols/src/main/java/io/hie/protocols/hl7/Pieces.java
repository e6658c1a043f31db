package io.hie.protocols.hl7;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts bytes at a separator and puts the pieces together again. */
final class Pieces {
  private Pieces() {}

  /** What becomes of one piece. */
  interface Change {
    byte[] of(byte[] piece);
  }

  static byte[] inPiece(byte[] whole, int separator, int index, Change change) {
    List<byte[]> pieces = cut(whole, separator);
    while (pieces.size() <= index) {
      pieces.add(new byte[0]);
    }
    pieces.set(index, change.of(pieces.get(index)));
    return join(pieces, separator);
  }

  static byte[] pieceOf(byte[] whole, int separator, int index) {
    List<byte[]> pieces = cut(whole, separator);
    return index < pieces.size() ? pieces.get(index) : new byte[0];
  }

  static List<byte[]> cut(byte[] whole, int separator) {
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= whole.length; i++) {
      if (i == whole.length || whole[i] == separator) {
        pieces.add(Arrays.copyOfRange(whole, from, i));
        from = i + 1;
      }
    }
    return pieces;
  }

  static byte[] join(List<byte[]> pieces, int separator) {
    if (separator == Delimiters.NONE && pieces.size() > 1) {
      throw new IllegalStateException("MSH-2 of this message has no separator for that place");
    }
    int length = pieces.size() - 1;
    for (byte[] piece : pieces) {
      length += piece.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
      if (at < length) {
        all[at++] = (byte) separator;
      }
    }
    return all;
  }
}
