// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** The shell's commands and the appliance's process, used as an administrator does. */
package org.blockgraph.itests.shell;
