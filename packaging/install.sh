#!/bin/sh
# Installs gettoken on Linux and macOS:
#
#     curl -fsSL https://github.com/@REPOSITORY@/releases/latest/download/install.sh | sh
#
# Only the last line runs anything, so a partial download does nothing. All files are written to a
# temporary folder inside the target folder. The program is moved from there in one step, after its
# hash was compared and it has printed its version.

unalias -a 2>/dev/null || :

repository='@REPOSITORY@'
container='@CONTAINER@'
releases="https://github.com/$repository/releases"
issues="https://github.com/$repository/issues"

usage() {
  cat <<EOF
Install gettoken for this user.

Usage: install.sh [--version X] [--dir FOLDER] [--from URL]
       install.sh --uninstall [--dir FOLDER]

  --version X    Install version X instead of the latest
  --dir FOLDER   Install into FOLDER. Default: \$XDG_BIN_HOME
                 or ~/.local/bin
  --from URL     Download from a mirror of
                 $releases
                 The checksums come from there too.
  --uninstall    Remove the program. Profiles and the cache
                 remain.
  -h, --help     Print this help

To pass options: curl -fsSL … | sh -s -- --version X
Proxies: set https_proxy.

Exit status: 0 done, 1 failed, 2 wrong usage,
128+n ended by signal n.
EOF
}

main() {
  set -eu
  # zsh has other rules for words and traps.
  [ -z "${ZSH_VERSION-}" ] || emulate sh
  # bash takes functions from the environment.
  [ -z "${BASH_VERSION-}" ] ||
    unset -f cat cd curl exec gh mkdir mv printf pwd rm sed sha256sum tar tr trap uname wget
  # Messages of other programs are searched for English words.
  export LC_ALL=C
  unset TAR_OPTIONS GZIP
  # Each variable is set here, because the environment may have one of the same name.
  version=latest dir='' from=$releases mirror=false action=install work='' log=''
  read_options "$@"
  # Some shells cannot run $(…) when stdout is closed.
  exec >&2
  choose_folder
  "$action"
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --version=* | --dir=* | --from=*) set_option "${1%%=*}" "${1#*=}" ;;
      --version | --dir | --from)
        [ $# -gt 1 ] || misuse "$1 needs a value"
        set_option "$1" "$2"
        shift
        ;;
      --uninstall) action=uninstall ;;
      -h | --help)
        usage
        exit 0
        ;;
      *) misuse "unknown option: $1" ;;
    esac
    shift
  done
}

set_option() {
  [ -n "$2" ] || misuse "$1 needs a value"
  case $1 in
    --version)
      version=${2#v}
      case $version in
        latest) return ;;
        [0-9]*.[0-9]*.[0-9]*) ;;
        *) misuse "not a version: $2" ;;
      esac
      case $version in *[!0-9A-Za-z.+-]*) misuse "not a version: $2" ;; esac
      ;;
    --dir) dir=$2 ;;
    --from) mirror=true from=${2%/} && check_mirror ;;
  esac
}

# Accepts https, and http to this machine.
check_mirror() {
  mirror_host=${from#*://}
  mirror_host=${mirror_host%%/*}
  case $mirror_host in
    '[::1]') ;;
    '[::1]:'*) case ${mirror_host#*]:} in *[!0-9]*) misuse "--from: not a URL: $from" ;; esac ;;
    '' | *[!A-Za-z0-9.:-]*) misuse "--from: not a URL of a mirror: $from" ;;
  esac
  case $from in
    https://*) return ;;
    http://*) ;;
    *) misuse "--from: not an https URL: $from" ;;
  esac
  case $mirror_host in
    localhost | localhost:* | 127.0.0.1 | 127.0.0.1:* | '[::1]'*) ;;
    *) misuse "--from: http is for this machine only: $from" ;;
  esac
}

choose_folder() {
  if [ -z "$dir" ]; then
    case ${XDG_BIN_HOME-} in /*) dir=$XDG_BIN_HOME ;; esac
  fi
  if [ -z "$dir" ]; then
    [ -n "${HOME-}" ] || fail "HOME is not set" "Name a folder: --dir FOLDER"
    check_home_owner
    dir=$HOME/.local/bin
  fi
  case $dir in
    # A shell does not expand --dir=~/bin.
    \~ | \~/*) dir=${HOME-}${dir#\~} ;;
  esac
  case $dir in
    *:*) misuse "--dir: PATH cannot contain a folder with ':'" ;;
    /*) ;;
    *) dir=$(pwd)/$dir ;;
  esac
  name_program
}

# A folder with "." or ".." would not be found on PATH.
name_program() {
  if [ -d "$dir" ] && folder=$(cd "$dir" 2>/dev/null && pwd); then dir=$folder; fi
  program=${dir%/}/gettoken
}

# sudo may keep HOME. Then root would own folders in the home of the user.
check_home_owner() {
  [ "${SUDO_USER:-root}" != root ] && [ "$(id -u 2>/dev/null)" = 0 ] || return 0
  [ -z "$(find "$HOME" -prune -user "$SUDO_USER" 2>/dev/null)" ] ||
    fail "with sudo, HOME is still that of $SUDO_USER" \
      "Run this without sudo, or name a folder: --dir /usr/local/bin"
}

install() {
  # If the program does not run.
  advice="Report it: $issues"
  find_platform
  find_tools
  make_work_folder
  archive=gettoken-$platform.tar.gz
  address=$from/latest/download
  [ "$version" = latest ] || address=$from/download/v$version
  say "Downloading $archive ($version)" "  from $address"
  download SHA256SUMS
  download "$archive"
  check_hash
  check_attestation
  unpack
  try_program
  log=$(mv -f "$new" "$program" 2>&1) || fail "cannot write $program: $(last_line)"
  say "Installed $installed: $program"
  advise
}

# Sets platform, as in the names of the archives: linux-x64.
find_platform() {
  system=$(uname -s 2>/dev/null) || system=''
  machine=$(uname -m 2>/dev/null) || machine=''
  case $system in
    Linux) platform=linux ;;
    Darwin) platform=macos ;;
    MINGW* | MSYS* | CYGWIN* | *_NT*)
      fail "this script is for Linux and macOS" "In PowerShell: irm $releases/latest/download/install.ps1 | iex"
      ;;
    *) unsupported ;;
  esac
  case $machine in
    x86_64 | amd64) cpu=x64 ;;
    aarch64 | arm64) cpu=arm64 ;;
    *) unsupported ;;
  esac
  # Under Rosetta, uname says x86_64.
  if [ "$system $cpu" = 'Darwin x64' ] && [ "$(sysctl -n hw.optional.arm64 2>/dev/null)" = 1 ]; then
    cpu=arm64
  fi
  platform=$platform-$cpu
  [ "$system" != Linux ] || check_libc
}

unsupported() {
  fail "no program for ${system:-an unknown system} on ${machine:-an unknown processor}" \
    "There are programs for Linux and macOS (x64, arm64) and Windows (x64)"
}

# A C library that cannot be recognised is no error: later the program is tried.
check_libc() {
  [ "$(getconf LONG_BIT 2>/dev/null)" != 32 ] ||
    fail "this system has 32-bit programs; gettoken has 64 bits" "Use a 64-bit system"
  libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || :
  case $libc in glibc*) ;; *) libc=$(ldd --version 2>&1) || : ;; esac
  needs="Use a system with glibc 2.27 or later, or the container: $container"
  [ "$(uname -o 2>/dev/null)" != Android ] || fail "this is Android; gettoken needs glibc" "$needs"
  case $libc in
    *musl*) fail "this system uses musl; gettoken needs glibc (gcompat is not enough)" "$needs" ;;
    *glibc* | *GLIBC* | *'GNU libc'*) ;;
    *) advice=$needs && return ;;
  esac
  libc=$(printf '%s\n' "$libc" | sed 1q)
  libc=${libc##* }
  minor=${libc#*.}
  minor=${minor%%.*}
  case ${libc%%.*}-$minor in
    2-[0-9] | 2-1[0-9] | 2-2[0-6]) fail "glibc $libc is too old" "$needs" ;;
  esac
}

# Sets downloader, is_gnu for wget, and protocols for curl.
find_tools() {
  has tar || fail "tar is not installed" "Install tar, then run this again"
  hash_of /dev/null >/dev/null ||
    fail "nothing here computes SHA-256" "Install sha256sum, shasum or openssl, then run this again"
  protocols='=https'
  case $from in http:*) protocols='=http,https' ;; esac
  downloader=curl
  # curl from snap cannot write into a hidden folder.
  case $(command -v curl) in '' | */snap/bin/curl) ;; *) return ;; esac
  downloader=wget
  has wget || fail "neither curl nor wget is installed (curl from snap cannot write here)" \
    "Install curl, then run this again"
  is_gnu=true
  case $(wget --version 2>/dev/null) in 'GNU Wget 1'*) return ;; esac
  is_gnu=false
  [ "$protocols" != '=https' ] ||
    fail "this wget may not check certificates" "Install curl or GNU Wget 1, then run this again"
}

make_work_folder() {
  [ ! -d "$program" ] || fail "$program is a folder" "Name another folder: --dir FOLDER"
  refuse_link
  log=$(mkdir -p "$dir" 2>&1) || cannot_write
  name_program
  # With mktemp, a signal could come before the name is known.
  folder=${dir%/}/.gettoken-install.$$.$(date +%s 2>/dev/null) || :
  trap remove_work_folder EXIT
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 131' QUIT
  trap 'stop 141' PIPE
  trap 'stop 143' TERM
  work=$folder
  (umask 077 && mkdir "$work") 2>/dev/null || { work='' && cannot_write; }
}

remove_work_folder() {
  [ -z "$work" ] || rm -rf "$work"
}

# Ends with a status. In mksh, the trap of EXIT would change it.
stop() {
  trap - EXIT
  remove_work_folder
  exit "$1"
}

cannot_write() {
  fail "cannot write to $dir" "Name a folder that you can write to: --dir FOLDER"
}

# A link belongs to another installer, such as npm.
refuse_link() {
  [ ! -L "$program" ] ||
    fail "$program is a link, which this script did not make" "Name another folder: --dir FOLDER"
}

# Downloads a file of the release into the temporary folder.
download() {
  url=$address/$1
  if [ "$downloader" = curl ]; then
    log=$(curl --fail --silent --show-error --location --globoff --proto "$protocols" --tlsv1.2 \
      --connect-timeout 30 --speed-time 60 --speed-limit 1000 --retry 2 \
      --output "$work/$1" "$url" 2>&1) || cannot_download
    return 0
  fi
  set -- -t 2 -O "$work/$1" "$url"
  # BusyBox 1.35 crashes at a timeout.
  [ "$is_gnu" = false ] || set -- --timeout=60 "$@"
  log=$(wget "$@" 2>&1) || cannot_download
  # GNU wget follows to other protocols.
  other=$(printf '%s\n' "$log" | sed -n '/^Location: *[A-Za-z]*:/{/^Location: *https:/!p;}')
  [ "$protocols" != '=https' ] || [ -z "$other" ] ||
    fail "$url was redirected to an address that is not https" "Install curl, then run this again"
}

cannot_download() {
  case $log in
    *'rror: 404'* | *'ERROR 404'* | *'HTTP/1.'?' 404'*) advice="The releases: $releases" ;;
    *) advice="Check the connection and the free space, then run this again" ;;
  esac
  fail "cannot download $url: $(last_line)" "$advice"
}

check_hash() {
  # A mirror may have changed the case or the ends of lines.
  line="^\\([0-9A-Fa-f]\\{64\\}\\) [ *]gettoken-${platform}[.]tar[.]gz\$"
  expected=$(tr -d '\r' <"$work/SHA256SUMS" | sed -n "s/$line/\\1/p" | tr A-F a-f)
  [ -n "$expected" ] || no_hash
  hash=$(hash_of "$work/$archive")
  for sum in $expected; do
    [ "${hash%% *}" = "$sum" ] ||
      fail "the SHA-256 of $archive is not that in SHA256SUMS" \
        "Run this again. If it fails again, report it: $issues"
  done
  say "SHA-256 is equal to that in SHA256SUMS"
  [ "$mirror" = false ] || say "  (SHA256SUMS is from the same mirror)"
}

no_hash() {
  case $(sed -n '1s/^[[:space:]]*//p' "$work/SHA256SUMS") in
    '<'*) fail "SHA256SUMS is an HTML page" "Open $address/SHA256SUMS in a browser to see it" ;;
  esac
  fail "SHA256SUMS has no line for $archive" "Report it: $issues"
}

# Prints the SHA-256 of a file, a space, and more.
hash_of() {
  if has sha256sum; then
    sha256sum <"$1"
  elif has shasum; then
    shasum -a 256 <"$1"
  elif has openssl; then
    openssl dgst -sha256 -r <"$1"
  elif has busybox; then
    busybox sha256sum <"$1"
  else
    return 1
  fi
}

# Checks who built the archive, where GitHub's gh is logged in.
check_attestation() {
  has gh || return 0
  export GH_HOST=github.com GH_PROMPT_DISABLED=1 GH_NO_UPDATE_NOTIFIER=1
  if ! gh attestation verify --help >/dev/null 2>&1 </dev/null; then
    say "The attestation was not checked: this gh is too old"
  elif ! gh auth token >/dev/null 2>&1 </dev/null; then
    say "The attestation was not checked: gh is not logged in"
  elif log=$(verify_attestation 2>&1 </dev/null); then
    say "The attestation is valid: built by $repository"
  else
    case $log in
      *'HTTP 401'* | *'HTTP 403'* | *'HTTP 5'* | *'error connecting'* | *'dial tcp'* | *timeout* | \
        *'tls: '* | *'deadline exceeded'* | *'connection reset'* | *'ermission denied'*)
        say "The attestation was not checked: $(last_line)"
        ;;
      *)
        fail "gh found no valid attestation of $archive: $(last_line)" \
          "Do not use this file. Report it: $issues"
        ;;
    esac
  fi
}

# Any workflow, on any branch, could attest a file, so only the one for releases counts, on a tag. The
# path of the folder would be in the messages, where words are searched.
verify_attestation() {
  cd "$work" && gh attestation verify "$archive" --repo "$repository" --cert-identity-regex \
    "^https://github.com/$repository/[.]github/workflows/release[.]yml@refs/tags/v[0-9]"
}

unpack() {
  folder=gettoken-$platform
  new=$work/$folder/gettoken
  if ! log=$(tar -xzof "$work/$archive" -C "$work" "$folder/gettoken" 2>&1); then
    case $log in
      *' exec'*) advice="Install gzip, then run this again" ;;
      *'ot found in archive'*) advice="Report it: $issues" ;;
      *) advice="Check the free space in $dir" ;;
    esac
    fail "cannot unpack $archive: $(first_line)" "$advice"
  fi
  { [ -f "$new" ] && [ ! -L "$new" ] && [ ! -u "$new" ] && [ ! -g "$new" ]; } ||
    fail "gettoken in $archive is not an ordinary file" "Report it: $issues"
}

# Runs the new program before it replaces another.
try_program() {
  # The current folder may have been removed.
  installed=$(cd "$dir" && "$new" --version 2>"$work/messages" </dev/null) || does_not_run $?
  case $version-$installed in
    *[!0-9A-Za-z.+\ -]*) ;;
    "latest-gettoken "[0-9]* | "$version-gettoken $version") return ;;
  esac
  log=$installed
  fail "the program of version $version printed: $(last_line)" "Report it: $issues"
}

# does_not_run STATUS
does_not_run() {
  log=$(cat "$work/messages")
  case $1-$system-$log in
    "$1-$system-") log="it ended with status $1" ;;
    *libgcc_s*) advice="Install libgcc_s (Debian: libgcc-s1; Fedora: libgcc)" ;;
    *NixOS*) advice="On NixOS, enable programs.nix-ld, or use the container: $container" ;;
    # The loader (ld-linux) or a library is missing.
    127-Linux-* | *-Linux-*GLIBC_*) advice=$needs ;;
    *'ermission denied'*) advice="Name a folder in which programs may run: --dir FOLDER" ;;
  esac
  fail "the program does not run here: $(first_line)" "$advice"
}

# Says what is left to do: PATH and completions.
advise() {
  file=.profile line="export PATH=$(quoted "$dir"):\$PATH" completions=''
  case ${SHELL-} in
    */bash)
      # A terminal of macOS starts a login shell.
      [ "$system" = Darwin ] && file=.bash_profile || file=.bashrc
      completions='source <(gettoken completions bash)'
      ;;
    */zsh) file=.zshrc completions='source <(gettoken completions zsh)' ;;
    */fish)
      file=.config/fish/config.fish line="fish_add_path $(quoted "$dir")"
      completions='gettoken completions fish | source'
      ;;
  esac
  case :${PATH-}: in
    *":$dir:"* | *":$dir/:"*) warn_of_other ;;
    *) say "  → This folder is not on PATH. Add a line to ~/$file:" "    $line" ;;
  esac
  [ -z "$completions" ] || say "  → For completions, add a line to ~/$file:" "    $completions"
}

warn_of_other() {
  other=$(command -v gettoken) || return 0
  [ "$(cd "${other%/*}" 2>/dev/null && pwd -P)" = "$(cd "$dir" && pwd -P)" ] ||
    say "warning: $other comes first on PATH" "  → Remove it, or put this folder before it"
}

uninstall() {
  refuse_link
  [ -f "$program" ] || fail "there is no gettoken in $dir" "Name its folder: --uninstall --dir FOLDER"
  refuse_other
  log=$(rm -f "$program" 2>&1) || fail "cannot remove $program: $(last_line)"
  say "Removed $program"
  # Left by a run that was killed.
  for leftover in "${dir%/}"/.gettoken-install.*; do
    [ ! -d "$leftover" ] || rm -rf "$leftover"
  done
  home=${HOME-}
  if [ "$(uname -s)" = Darwin ]; then
    say_kept "profiles and providers" "$home/Library/Application Support/gettoken"
    say_kept "token cache" "$home/Library/Caches/gettoken"
  else
    say_kept "profiles and providers" "${XDG_CONFIG_HOME:-$home/.config}/gettoken"
    say_kept "token cache" "${XDG_CACHE_HOME:-$home/.cache}/gettoken"
  fi
}

# Refuses to remove a program of the same name. One that does not run can be removed.
refuse_other() {
  [ -x "$program" ] && printed=$("$program" --version 2>/dev/null </dev/null) || return 0
  case $printed in
    "gettoken "[0-9]*) ;;
    *)
      fail "$program is another program: --version does not print \"gettoken\" and a number" \
        "If it is not needed: rm $(quoted "$program")"
      ;;
  esac
}

say_kept() {
  [ ! -d "$2" ] || say "Not removed: $(quoted "$2") ($1)"
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# A string as a word for a shell.
quoted() {
  case $1 in
    *[!A-Za-z0-9/._+-]*) printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
    *) printf '%s' "$1" ;;
  esac
}

# The last line of another program's message, in printable ASCII.
last_line() {
  printf '%s\n' "$log" | sed -n '$p' | tr -cd '\040-\176'
}

first_line() {
  printf '%s\n' "$log" | sed -n '/./{p;q;}' | tr -cd '\040-\176'
}

# Each argument is a line.
say() {
  printf '%s\n' "$@" >&2
}

# fail MESSAGE [ADVICE]
fail() {
  say "error: $1"
  [ $# -lt 2 ] || say "  → $2"
  exit 1
}

misuse() {
  say "error: $1" "  → --help lists the options"
  exit 2
}

# In braces, because a shell does not run a block before it has read its end.
{ main "$@"; }
