// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

/**
 * A name or number that a command takes by its place.
 *
 * @param name its name in the usage line
 * @param required whether it must be given
 * @param help what it is, in a few words
 */
record Operand(String name, boolean required, String help) {

    String synopsis() {
        return required ? name : '[' + name + ']';
    }
}
