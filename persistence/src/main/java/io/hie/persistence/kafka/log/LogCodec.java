package io.hie.persistence.kafka.log;

import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.LogRecord.Claim;
import io.hie.persistence.kafka.log.LogRecord.DeleteTo;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The bytes of the log. The first byte is the version of the layout, the second the kind of record.
 * What a version means never changes, since logs are kept for ever; a new layout gets a new number
 * and the old ones stay readable. Safe from any thread.
 */
public final class LogCodec {
  private static final int VERSION = 1;
  private static final int CLAIM = 1;
  private static final int APPEND = 2;
  private static final int DELETE_TO = 3;
  private static final int EVENT = 4;
  private static final int SNAPSHOT = 5;

  private static final int HAS_METADATA = 1;

  private LogCodec() {}

  /** The bytes of a record. */
  public static byte[] encode(LogRecord record) {
    return switch (record) {
      case Claim claim -> {
        Wire.Writer out = begin(CLAIM, 64);
        owner(out, claim.owner());
        out.text(claim.scope());
        yield out.toBytes();
      }
      case Append append -> {
        Wire.Writer out = begin(APPEND, expectedSize(append.events()));
        owner(out, append.owner());
        out.text(append.persistenceId());
        out.number(append.previous());
        out.number(append.events().size());
        append.events().forEach(event -> event(out, event));
        yield out.toBytes();
      }
      case DeleteTo delete -> {
        Wire.Writer out = begin(DELETE_TO, 96);
        owner(out, delete.owner());
        out.text(delete.persistenceId());
        out.number(delete.to());
        yield out.toBytes();
      }
    };
  }

  /**
   * The record in {@code bytes}.
   *
   * @throws MalformedRecordException if there is none that this version knows
   */
  public static LogRecord decode(byte[] bytes) {
    Wire.Reader in = new Wire.Reader(bytes);
    int kind = kind(in);
    Owner owner = new Owner(new UUID(in.fixed(), in.fixed()), in.number());
    LogRecord record =
        switch (kind) {
          case CLAIM -> new Claim(owner, in.text());
          case APPEND -> append(in, owner);
          case DELETE_TO -> new DeleteTo(owner, in.text(), in.number());
          default -> throw new MalformedRecordException("it is of the unknown kind " + kind);
        };
    in.end();
    return record;
  }

  /** The bytes of one event, for the view. */
  public static byte[] encode(StoredEvent event) {
    Wire.Writer out = begin(EVENT, expectedSize(List.of(event)));
    event(out, event);
    return out.toBytes();
  }

  /** The event in {@code bytes}. */
  public static StoredEvent decodeEvent(byte[] bytes) {
    Wire.Reader in = new Wire.Reader(bytes);
    expect(EVENT, kind(in));
    StoredEvent event = event(in);
    in.end();
    return event;
  }

  /** The bytes of a snapshot: the value of its record, whose key says whose it is. */
  public static byte[] encode(StoredSnapshot snapshot) {
    Wire.Writer out = begin(SNAPSHOT, 64 + snapshot.payload().bytes().length);
    out.number(snapshot.timestamp());
    Serialized metadata = snapshot.metadata();
    out.byteValue(metadata == null ? 0 : HAS_METADATA);
    serialized(out, snapshot.payload());
    if (metadata != null) {
      serialized(out, metadata);
    }
    return out.toBytes();
  }

  /** The snapshot in {@code bytes}. */
  public static StoredSnapshot decodeSnapshot(byte[] bytes) {
    Wire.Reader in = new Wire.Reader(bytes);
    expect(SNAPSHOT, kind(in));
    long timestamp = in.number();
    boolean hasMetadata = flags(in);
    StoredSnapshot snapshot =
        new StoredSnapshot(timestamp, serialized(in), hasMetadata ? serialized(in) : null);
    in.end();
    return snapshot;
  }

  /** The key of a snapshot's record. */
  public static byte[] encode(SnapshotKey key) {
    Wire.Writer out = begin(SNAPSHOT, 16 + key.persistenceId().length());
    out.text(key.persistenceId());
    out.number(key.seqNr());
    return out.toBytes();
  }

  /** The key in {@code bytes}. */
  public static SnapshotKey decodeSnapshotKey(byte[] bytes) {
    Wire.Reader in = new Wire.Reader(bytes);
    expect(SNAPSHOT, kind(in));
    SnapshotKey key = new SnapshotKey(in.text(), in.number());
    in.end();
    return key;
  }

  private static Append append(Wire.Reader in, Owner owner) {
    String persistenceId = in.text();
    long previous = in.number();
    int count = in.count();
    if (count == 0) {
      throw new MalformedRecordException("it is an append of nothing");
    }
    List<StoredEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(event(in));
    }
    return new Append(owner, persistenceId, previous, events);
  }

  private static void event(Wire.Writer out, StoredEvent event) {
    Serialized metadata = event.metadata();
    out.text(event.writerUuid());
    out.number(event.seqNr());
    out.number(event.timestamp());
    out.byteValue(metadata == null ? 0 : HAS_METADATA);
    out.text(event.manifest());
    serialized(out, event.payload());
    if (metadata != null) {
      serialized(out, metadata);
    }
    out.number(event.tags().size());
    event.tags().forEach(out::text);
  }

  private static StoredEvent event(Wire.Reader in) {
    String writerUuid = in.text();
    long seqNr = in.number();
    long timestamp = in.number();
    boolean hasMetadata = flags(in);
    String manifest = in.text();
    Serialized payload = serialized(in);
    Serialized metadata = hasMetadata ? serialized(in) : null;
    int count = in.count();
    List<String> tags = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tags.add(in.text());
    }
    return new StoredEvent(writerUuid, seqNr, timestamp, manifest, payload, metadata, tags);
  }

  private static void serialized(Wire.Writer out, Serialized value) {
    out.signed(value.serializerId());
    out.text(value.manifest());
    out.bytes(value.bytes());
  }

  private static Serialized serialized(Wire.Reader in) {
    return new Serialized((int) in.signed(), in.text(), in.bytes());
  }

  private static void owner(Wire.Writer out, Owner owner) {
    out.fixed(owner.node().getMostSignificantBits());
    out.fixed(owner.node().getLeastSignificantBits());
    out.number(owner.epoch());
  }

  private static Wire.Writer begin(int kind, int expected) {
    Wire.Writer out = new Wire.Writer(expected);
    out.byteValue(VERSION);
    out.byteValue(kind);
    return out;
  }

  private static int kind(Wire.Reader in) {
    int version = in.byteValue();
    if (version != VERSION) {
      throw new MalformedRecordException(
          "its layout is version " + version + ", and this program knows version " + VERSION);
    }
    return in.byteValue();
  }

  private static void expect(int kind, int found) {
    if (kind != found) {
      throw new MalformedRecordException("it is of kind " + found + " where " + kind + " belongs");
    }
  }

  private static boolean flags(Wire.Reader in) {
    int flags = in.byteValue();
    if ((flags & ~HAS_METADATA) != 0) {
      throw new MalformedRecordException("it has the unknown flags " + flags);
    }
    return flags == HAS_METADATA;
  }

  private static int expectedSize(List<StoredEvent> events) {
    int size = 160;
    for (StoredEvent event : events) {
      size += 160 + event.payload().bytes().length;
    }
    return size;
  }
}
