package io.hie.protocols.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/**
 * Why a file system said no, told without the name of the file, which the exception's own text
 * holds.
 */
enum IoFault {
  DISK_FULL("disk-full", "there is no space left"),
  QUOTA("disk-full", "the quota is used up"),
  READ_ONLY("read-only", "the file system is read-only"),
  NO_PERMISSION("no-permission", "permission is denied"),
  NO_DIRECTORY("no-directory", "a directory is missing, or not a directory"),
  OUTSIDE("outside-directory", "a symbolic link leads out of the directory"),
  NAME_TOO_LONG("name-too-long", "the name is longer than the file system takes"),
  OTHER("io-error", "reading or writing failed");

  private final String code;
  private final String text;

  IoFault(String code, String text) {
    this.code = code;
    this.text = text;
  }

  /** Short and stable. */
  String code() {
    return code;
  }

  /** Half a sentence for people. */
  String text() {
    return text;
  }

  /** A symbolic link below a directory leads out of it. */
  static final class OutsideException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    OutsideException(String file) {
      super(file);
    }
  }

  /**
   * Java has no types for most of what an operating system says; its words are all there is. They
   * are those of the C library, English unless the process runs in another locale, in which case
   * the fault is {@link #OTHER}.
   */
  static IoFault of(IOException exception) {
    String words = reason(exception).toLowerCase(Locale.ROOT);
    if (exception instanceof OutsideException) {
      return OUTSIDE;
    }
    if (words.contains("no space left") || words.contains("not enough space")) {
      return DISK_FULL;
    }
    if (words.contains("quota")) {
      return QUOTA;
    }
    if (words.contains("read-only file system")) {
      return READ_ONLY;
    }
    if (words.contains("name too long")) {
      return NAME_TOO_LONG;
    }
    if (exception instanceof AccessDeniedException || words.contains("not permitted")) {
      return NO_PERMISSION;
    }
    if (exception instanceof NoSuchFileException
        || exception instanceof NotDirectoryException
        || words.contains("not a directory")) {
      return NO_DIRECTORY;
    }
    return OTHER;
  }

  private static String reason(IOException exception) {
    String reason =
        exception instanceof FileSystemException inFileSystem
            ? inFileSystem.getReason()
            : exception.getMessage();
    return reason == null ? "" : reason;
  }
}
