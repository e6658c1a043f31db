package io.hie.persistence.kafka.log;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Where a persistence id lives in the log, for ever.
 *
 * <p>The id of a sharded entity, {@code type|entityId}, is in the partition of its shard: CRC-32C
 * of the entity id modulo the number of partitions, which is the hash that sharding goes by. What a
 * shard itself persists is in the same partition. Both are owned with the partition, by one claim
 * for all. Any other id may live on any node, so it is owned by itself.
 */
public record Placement(int partition, String scope) {
  /** The scope of all ids that are owned with their partition. */
  public static final String PARTITION = "";

  private static final Pattern SHARD = Pattern.compile("/sharding/.*Shard/(\\d{1,9})");

  /** Which claim an id goes by. The number of partitions has no influence on it. */
  public static String scopeOf(String persistenceId) {
    return of(persistenceId, 1).scope();
  }

  /**
   * Whether the recovery of an id is where a stay on a node begins: that of what a shard itself
   * persists, which recovers once whenever the shard starts and before anything of it does, and
   * that of an id that is owned by itself.
   */
  public static boolean beginsStay(String persistenceId) {
    return !scopeOf(persistenceId).equals(PARTITION) || persistenceId.startsWith("/sharding/");
  }

  /** The place of an id among {@code partitions}. */
  public static Placement of(String persistenceId, int partitions) {
    int bar = persistenceId.indexOf('|');
    if (bar >= 0) {
      return new Placement(hash(persistenceId.substring(bar + 1), partitions), PARTITION);
    }
    if (persistenceId.startsWith("/sharding/")) {
      Matcher shard = SHARD.matcher(persistenceId);
      if (shard.matches()) {
        return new Placement(Integer.parseInt(shard.group(1)) % partitions, PARTITION);
      }
    }
    return new Placement(hash(persistenceId, partitions), persistenceId);
  }

  private static int hash(String text, int partitions) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % partitions);
  }
}
