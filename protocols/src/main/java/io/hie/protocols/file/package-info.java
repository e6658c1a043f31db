/**
 * Messages in files: {@code file.service} takes each file of a directory once, {@code
 * file.operation} writes one file a message.
 *
 * <p>Both stand on two facts of a file system: a rename or a hard link happens as a whole or not at
 * all, and a file is durable once it and its directory are synced. So a reader of the directory
 * never sees half a file, and a crash at any moment leaves either the old state or the new one.
 * Names are treated as content, since senders put patients into them: no log line holds one.
 */
@NullMarked
package io.hie.protocols.file;

import org.jspecify.annotations.NullMarked;
