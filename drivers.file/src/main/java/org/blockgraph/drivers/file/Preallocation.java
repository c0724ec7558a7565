// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverOptions;

/** How much of a new file is there before anybody writes to it; the words are those of qemu-img create. */
enum Preallocation {
    /** Nothing: the file is a hole. */
    OFF {
        @Override
        void grow(NewFile file, long size) throws BlockException {
            file.grow(size);
        }
    },
    /** The file system sets the space aside, at once and without writing. */
    FALLOC {
        @Override
        void grow(NewFile file, long size) throws BlockException {
            file.allocate(size);
        }
    },
    /** Zeroes are written to all of it. */
    FULL {
        @Override
        void grow(NewFile file, long size) throws BlockException {
            file.fill(size);
        }
    };

    private static final List<String> WORDS =
            Arrays.stream(values()).map(Preallocation::word).toList();

    static Preallocation of(DriverOptions options) throws BlockException {
        String word = options.choice("preallocation", OFF.word(), WORDS);
        return values()[WORDS.indexOf(word)];
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes an empty file this size, in bytes. */
    abstract void grow(NewFile file, long size) throws BlockException;
}
