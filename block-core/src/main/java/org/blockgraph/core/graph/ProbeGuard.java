// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.BlockDriver;

/**
 * Keeps a guest from turning its raw disk into another format: where the format was guessed and not named, a
 * write to the first bytes is refused when the next probe would guess differently.
 */
public final class ProbeGuard {

    /** How many bytes from the start decide about the format. */
    static final int GUARDED_BYTES = BlockDriver.PROBE_BYTES;

    /** Guesses a format from an image's first bytes. */
    @FunctionalInterface
    public interface Prober {
        /** Returns the format's name. */
        String probe(byte[] head);
    }

    private final String device;
    private final String format;
    private final Prober prober;

    ProbeGuard(String device, String format, Prober prober) {
        this.device = device;
        this.format = format;
        this.prober = prober;
    }

    /**
     * Looks at what the first bytes would be after the write; a null source means zeroes. Reader's thread.
     */
    void check(Node root, RequestToken token, long offset, long length, MemorySegment source)
            throws BlockException {
        byte[] head = new byte[(int) Math.min(GUARDED_BYTES, root.length())];
        root.pipe().read(token, 0, MemorySegment.ofArray(head), IoFlags.NONE);
        int from = (int) offset;
        int count = (int) Math.min(length, head.length - offset);
        if (count <= 0) {
            return;
        }
        if (source == null) {
            java.util.Arrays.fill(head, from, from + count, (byte) 0);
        } else {
            MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, head, from, count);
        }
        String after = prober.probe(head);
        if (!after.equals(format)) {
            throw new BlockException(
                    BlockError.PERMISSION,
                    device,
                    offset,
                    device + ": this write would make the image look like " + after
                            + ", and its format was only" + " guessed; close it and open it again with -f "
                            + format,
                    null);
        }
    }
}
