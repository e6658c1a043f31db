package io.hie.persistence.kafka.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksTest {
  private static final int CHANGES = 30_000;
  private static final int KEYS = 300;

  private final Map<Integer, byte[]> expected = new HashMap<>();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @TempDir private Path directory;

  @Test
  void shouldReadTheLastValueWhenOthersAreBeingHandedOver() {
    System.out.println("seed " + seed);
    try (Rocks rocks = new Rocks(directory)) {
      for (int i = 0; i < CHANGES; i++) {
        change(rocks, i);
        if (i % 50 == 0) {
          verify(rocks, random.nextInt(KEYS));
        }
      }
    }
    try (Rocks again = new Rocks(directory)) {
      for (int key = 0; key < KEYS; key++) {
        verify(again, key);
      }
    }
  }

  @Test
  void shouldHaveAllWhenItIsClosedWithoutARead() {
    System.out.println("seed " + seed);
    try (Rocks rocks = new Rocks(directory)) {
      for (int i = 0; i < CHANGES; i++) {
        change(rocks, i);
      }
    }
    try (Rocks again = new Rocks(directory)) {
      for (int key = 0; key < KEYS; key++) {
        verify(again, key);
      }
    }
  }

  @Test
  void shouldMoveBodiesOnlyWhenMuchOfThemIsGarbage() {
    int fresh = 0;
    for (int life = 0; life < 10; life++) {
      try (Rocks rocks = new Rocks(directory)) {
        fresh = writeFresh(rocks, fresh);
        assertFalse(rocks.collects(), "nothing was replaced");
      }
    }
    // What was replaced is found when RocksDB sorts, which it does aside.
    long deadline = System.nanoTime() + 30_000_000_000L;
    boolean collects = false;
    while (!collects && System.nanoTime() < deadline) {
      try (Rocks rocks = new Rocks(directory)) {
        fresh = writeFresh(rocks, fresh);
        for (int i = 0; i < 5 * KEYS; i++) {
          byte[] replaced = ("r" + i).getBytes(UTF_8);
          rocks.write(batch -> batch.put(replaced, new byte[600]));
        }
        collects = rocks.collects();
      }
    }
    assertTrue(collects, "most of what there is was replaced");
  }

  private static int writeFresh(Rocks rocks, int from) {
    for (int i = from; i < from + KEYS; i++) {
      byte[] key = key(i);
      rocks.write(batch -> batch.put(key, new byte[600]));
    }
    return from + KEYS;
  }

  private void change(Rocks rocks, int i) {
    int number = random.nextInt(KEYS);
    if (random.nextInt(10) == 0) {
      expected.remove(number);
      rocks.write(batch -> batch.delete(key(number)));
    } else {
      byte[] value = ByteBuffer.allocate(600).putInt(i).array();
      expected.put(number, value);
      rocks.write(batch -> batch.put(key(number), value));
    }
  }

  private void verify(Rocks rocks, int number) {
    byte[] found = rocks.get(key(number));
    if (expected.get(number) == null) {
      assertNull(found, () -> "key " + number + " was deleted");
    } else {
      assertArrayEquals(expected.get(number), found, () -> "key " + number);
    }
  }

  private static byte[] key(int number) {
    return ("k" + number).getBytes(UTF_8);
  }
}
