// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

/**
 * A stack trace, kept as text: the cause of an exception that was copied. It has no stack of its own, because
 * a live one would keep the class loader of every method on it.
 */
final class TextStack extends Exception {

    private static final long serialVersionUID = 1L;

    TextStack(String text) {
        super(text, null, false, false);
    }
}
