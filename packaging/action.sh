#!/usr/bin/env bash
# Installs gettoken in a job of GitHub Actions, and puts it on PATH; action.yml runs it. The version
# and the repository are those in the deno.json of the action, whatever the workflow calls its ref.
set -euo pipefail

# The runner takes a line of the log that begins with :: for a command.
case ${INPUT_VERSION-}${INPUT_MIRROR-} in
  *[[:cntrl:]]*)
    printf 'error: version or mirror has a line break or another control character\n' >&2
    exit 2
    ;;
esac

# Prints a string of deno.json.
value_of() {
  sed -n "/^ *\"$1\": \"/{s/^[^:]*: \"\([^\"]*\)\".*/\1/p;q;}" "$GITHUB_ACTION_PATH/deno.json"
}

# Writes an installer of this version of the repository: install.sh or install.ps1.
write_installer() {
  sed -e "s|@REPOSITORY@|$(value_of repository)|g" -e "s|@CONTAINER@|$(value_of container)|g" \
    "$GITHUB_ACTION_PATH/packaging/$1" >"$folder/$1"
}

folder=$RUNNER_TEMP/gettoken
mkdir -p "$folder"
version=${INPUT_VERSION:-$(value_of version)}

if [ "${RUNNER_OS-}" = Windows ]; then
  write_installer install.ps1
  pwsh -NoProfile -File "$folder/install.ps1" -Dir "$folder" -Version "$version" \
    ${INPUT_MIRROR:+-From "$INPUT_MIRROR"}
else
  write_installer install.sh
  # With the folder on PATH, and without a shell to advise, the installer has no advice.
  PATH=$folder:$PATH SHELL='' sh "$folder/install.sh" --dir "$folder" --version "$version" \
    ${INPUT_MIRROR:+--from "$INPUT_MIRROR"}
fi
printf '%s\n' "$folder" >>"$GITHUB_PATH"
