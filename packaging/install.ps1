<#
.SYNOPSIS
Installs gettoken on Windows, for the current user.

.DESCRIPTION
    irm https://github.com/@REPOSITORY@/releases/latest/download/install.ps1 | iex

To pass parameters:

    & ([scriptblock]::Create((irm https://github.com/@REPOSITORY@/releases/latest/download/install.ps1))) -AddToPath

Works in Windows PowerShell 5.1 and PowerShell 7. The program is moved into its folder in one step,
after its hash was compared and it has printed its version.

.PARAMETER Version
Install this version instead of the latest.

.PARAMETER Dir
Install into this folder. Default: %LOCALAPPDATA%\Programs\gettoken

.PARAMETER From
Download from a mirror of https://github.com/@REPOSITORY@/releases. The checksums come from there
too.

.PARAMETER AddToPath
Add the folder to PATH of the current user.

.PARAMETER Uninstall
Remove the program. Profiles and the cache remain.
#>
param(
  [string] $Version = 'latest',
  [string] $Dir = '',
  [string] $From = 'https://github.com/@REPOSITORY@/releases',
  [switch] $AddToPath,
  [switch] $Uninstall
)

# A block of its own, so that nothing but the parameters remains in the session of the user. It runs
# only when the whole script has arrived.
& {
  Set-StrictMode -Version 2
  $ErrorActionPreference = 'Stop'

  $repository = '@REPOSITORY@'
  $archive = 'gettoken-windows-x64.zip'
  $releases = "https://github.com/$repository/releases"
  $issues = "https://github.com/$repository/issues"

  # Ends the script, but not the session of the user.
  function Stop-Install([string] $Message, [string] $Advice = '') {
    if ($Advice) { $Message = "$Message`n  -> $Advice" }
    # A server or a program may have sent control characters.
    throw $Message -replace '[\x00-\x09\x0b-\x1f\x7f]', ''
  }

  function Assert-Platform {
    if ($env:OS -ne 'Windows_NT') {
      Stop-Install 'This script is for Windows' "Use install.sh: curl -fsSL $releases/latest/download/install.sh | sh"
    }
    $mode = $ExecutionContext.SessionState.LanguageMode
    if ($mode -ne 'FullLanguage') {
      Stop-Install "PowerShell is in $mode mode, in which this script cannot run" "Download $archive from $releases/latest"
    }
    $machine = $env:PROCESSOR_ARCHITECTURE
    # A 32-bit PowerShell on a 64-bit system.
    if ($env:PROCESSOR_ARCHITEW6432) { $machine = $env:PROCESSOR_ARCHITEW6432 }
    if ($machine -eq 'ARM64') {
      if ([Environment]::OSVersion.Version.Build -lt 22000) {
        Stop-Install 'Windows 10 on ARM64 does not run x64 programs' 'Use Windows 11'
      }
      Write-Host 'This is ARM64. Windows 11 runs the x64 program'
    } elseif ($machine -ne 'AMD64') {
      Stop-Install "No program for Windows on $machine" 'There are programs for x64; Windows 11 on ARM64 runs them too'
    }
  }

  # Accepts https, and http to this machine.
  function Test-Address([Uri] $Address) {
    if (-not $Address.IsAbsoluteUri) { return $false }
    return $Address.Scheme -eq 'https' -or ($Address.Scheme -eq 'http' -and $Address.IsLoopback)
  }

  function Get-Address {
    $base = $From.TrimEnd('/')
    if (-not (Test-Address $base)) { Stop-Install "-From is not an https URL: $From" }
    if ($Version -eq 'latest') { return "$base/latest/download" }
    $number = $Version -replace '^v', ''
    if ($number -notmatch '^\d+\.\d+\.\d+[0-9A-Za-z.+-]*$') { Stop-Install "Not a version: $Version" }
    return "$base/download/v$number"
  }

  # The message of an exception, without what PowerShell puts around it.
  function Get-Reason($ErrorRecord) {
    return $ErrorRecord.Exception.GetBaseException().Message
  }

  # Downloads a file. Redirects to http are refused. Invoke-WebRequest of Windows PowerShell takes
  # brackets in a path for a pattern, and keeps the whole file in memory.
  function Get-File([Uri] $Address, [string] $Path) {
    try {
      $response = [Net.WebRequest]::Create($Address).GetResponse()
      try {
        $last = $response.ResponseUri
        if (-not (Test-Address $last)) { throw "redirected to $last, which is not https" }
        $file = [IO.File]::Create($Path)
        try { $response.GetResponseStream().CopyTo($file) } finally { $file.Dispose() }
      } finally { $response.Close() }
    } catch {
      Stop-Install "Cannot download ${Address}: $(Get-Reason $_)" 'Check the connection, the proxy and the free space, then run this again'
    }
  }

  # Get-FileHash and Expand-Archive are scripts, which the default policy of Windows does not run.
  function Get-Hash([string] $Path) {
    $stream = [IO.File]::OpenRead($Path)
    try { $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($stream) }
    finally { $stream.Dispose() }
    return [BitConverter]::ToString($hash) -replace '-', ''
  }

  function Expand-Program([string] $Zip, [string] $Path) {
    Add-Type -AssemblyName 'System.IO.Compression'
    Add-Type -AssemblyName 'System.IO.Compression.FileSystem'
    try {
      $opened = [IO.Compression.ZipFile]::OpenRead($Zip)
      try {
        $entry = $opened.GetEntry('gettoken-windows-x64/gettoken.exe')
        if (-not $entry) { throw 'gettoken.exe is not in it' }
        [IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $Path)
      } finally { $opened.Dispose() }
    } catch {
      Stop-Install "Cannot unpack ${archive}: $(Get-Reason $_)" "Check the free space in $Dir"
    }
  }

  function Assert-Hash([string] $Sums, [string] $Path) {
    $lines = @(Get-Content -LiteralPath $Sums)
    if ("$lines" -match '^\s*<') { Stop-Install 'SHA256SUMS is an HTML page' "Open $address/SHA256SUMS in a browser to see it" }
    $expected = @($lines -match '^[0-9a-f]{64} [ *]' | Where-Object { $_.Substring(66) -ceq $archive })
    if (-not $expected) { Stop-Install "SHA256SUMS has no line for $archive" "Report it: $issues" }
    $hash = Get-Hash $Path
    if ($expected | Where-Object { $_.Substring(0, 64) -ne $hash }) {
      Stop-Install "The SHA-256 of $archive is not that in SHA256SUMS" "Run this again. If it fails again, report it: $issues"
    }
    Write-Host 'SHA-256 is equal to that in SHA256SUMS'
    if ($From -ne $releases) { Write-Host '  (SHA256SUMS is from the same mirror)' }
  }

  # Runs a program. Returns its exit status, its stdout, and all that it printed.
  function Invoke-Program([string] $Program, [string[]] $Arguments) {
    # Windows PowerShell makes an error of each line on stderr.
    $ErrorActionPreference = 'Continue'
    try {
      $all = @(& $Program @Arguments 2>&1)
      $status = $LASTEXITCODE
    } catch {
      $all = @("$_")
      $status = 1
    }
    $stdout = @($all | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] })
    return @{ Status = $status; Stdout = ($stdout -join "`n").Trim(); Output = ($all -join "`n").Trim() }
  }

  # Checks who built the archive, where GitHub's gh is logged in.
  function Assert-Attestation([string] $Path) {
    if (-not (Get-Command gh -CommandType Application -ErrorAction SilentlyContinue)) { return }
    $reason = ''
    if ($env:GH_HOST -and $env:GH_HOST -ne 'github.com') { $reason = 'gh is set to another host' }
    elseif ((Invoke-Program 'gh' @('attestation', 'verify', '--help')).Status -ne 0) { $reason = 'this gh is too old' }
    elseif ((Invoke-Program 'gh' @('auth', 'token')).Status -ne 0) { $reason = 'gh is not logged in' }
    if ($reason) {
      Write-Host "The attestation was not checked: $reason"
      return
    }
    # Any workflow, on any branch, could attest a file, so only the one for releases counts, on a tag.
    $check = Invoke-Program 'gh' @(
      'attestation', 'verify', $Path, '--repo', $repository,
      '--cert-identity-regex', "^https://github.com/$repository/[.]github/workflows/release[.]yml@refs/tags/v[0-9]"
    )
    # Words are searched in the message, and the path may have them.
    $said = $check.Output.Replace($Path, $archive)
    if ($check.Status -eq 0) {
      Write-Host "The attestation is valid: built by $repository"
    } elseif ($said -match 'HTTP (401|403|5\d\d)|error connecting|dial tcp|timeout') {
      Write-Host "The attestation was not checked: $said"
    } else {
      Stop-Install "gh found no valid attestation of ${archive}: $said" "Do not use this file. Report it: $issues"
    }
  }

  function Assert-Runs([string] $Program) {
    # Windows PowerShell cannot start a path with brackets.
    Push-Location -LiteralPath ([IO.Path]::GetDirectoryName($Program))
    try { $run = Invoke-Program '.\gettoken.exe' @('--version') } finally { Pop-Location }
    if ($run.Status -ne 0 -or $run.Stdout -notmatch '^gettoken \d[0-9A-Za-z.+-]*$') {
      $said = $run.Output
      if (-not $said) { $said = "it ended with status $($run.Status)" }
      Stop-Install "The program does not run here: $said" "Report it: $issues"
    }
    if ($Version -ne 'latest' -and $run.Stdout -ne "gettoken $($Version -replace '^v', '')") {
      Stop-Install "The program of version $Version printed: $($run.Stdout)" "Report it: $issues"
    }
    return $run.Stdout
  }

  # Anything but an ordinary file belongs to someone else: winget makes links.
  function Assert-OrdinaryFile([string] $Path) {
    $item = Get-Item -LiteralPath $Path -Force -ErrorAction SilentlyContinue
    if ($item -and ($item.PSIsContainer -or $item.LinkType -eq 'SymbolicLink')) {
      Stop-Install "$Path is a folder or a link, which this script did not make" 'Name another folder: -Dir FOLDER'
    }
  }

  # Moves the program into place. A program that is running can be renamed, but not replaced.
  function Move-Program([string] $New, [string] $Program, [string] $Work) {
    $old = Join-Path $Work 'old.exe'
    $hasOld = Test-Path -LiteralPath $Program
    if ($hasOld) { Move-Item -LiteralPath $Program -Destination $old }
    try {
      Move-Item -LiteralPath $New -Destination $Program
    } catch {
      if ($hasOld) { Move-Item -LiteralPath $old -Destination $Program }
      throw
    }
  }

  # The folders in PATH of the user, with variables such as %USERPROFILE% as they are.
  function Get-UserPath {
    $value = (Get-Item 'HKCU:\Environment').GetValue('Path', '', 'DoNotExpandEnvironmentNames')
    return @($value -split ';' | Where-Object { $_ })
  }

  function Set-UserPath([string[]] $Folders) {
    Set-ItemProperty 'HKCU:\Environment' -Name Path -Value ($Folders -join ';') -Type ExpandString
    # Setting any variable makes Windows report the change to other programs.
    [Environment]::SetEnvironmentVariable('GETTOKEN_INSTALL', $null, 'User')
  }

  function Write-PathAdvice {
    $onPath = @($env:Path -split ';' | ForEach-Object { $_.TrimEnd('\') }) -contains $Dir
    if ($AddToPath) {
      $folders = @(Get-UserPath)
      if ($folders -notcontains $Dir) { Set-UserPath (@($Dir) + $folders) }
      Write-Host 'The folder is on PATH of this user. Open a new terminal'
    } elseif (-not $onPath) {
      Write-Host '  -> The folder is not on PATH. Run this again with -AddToPath, or for this session:'
      Write-Host "     `$env:Path = '$($Dir -replace "'", "''");' + `$env:Path"
    } else {
      $first = Get-Command gettoken -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
      if ($first -and (Split-Path $first.Path).TrimEnd('\') -ne $Dir) {
        Write-Host "warning: $($first.Path) comes first on PATH"
        Write-Host '  -> Remove it, or put this folder before it'
      }
    }
  }

  function Install-Program {
    $address = Get-Address
    Assert-OrdinaryFile $program
    # A folder of the same disk as the program, so that it can be moved in one step.
    $work = Join-Path $Dir ('.gettoken-' + [Guid]::NewGuid())
    try {
      $null = [IO.Directory]::CreateDirectory($work)
    } catch {
      Stop-Install "Cannot write to ${Dir}: $(Get-Reason $_)" 'Name a folder that you can write to: -Dir FOLDER'
    }
    try {
      Write-Host "Downloading $archive ($Version)"
      Write-Host "  from $address"
      $zip = Join-Path $work $archive
      $sums = Join-Path $work 'SHA256SUMS'
      Get-File "$address/SHA256SUMS" $sums
      Get-File "$address/$archive" $zip
      Assert-Hash $sums $zip
      Assert-Attestation $zip
      $new = Join-Path $work 'gettoken.exe'
      Expand-Program $zip $new
      $installed = Assert-Runs $new
      Move-Program $new $program $work
      Write-Host "Installed ${installed}: $program"
    } finally {
      Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
      Remove-OldProgram
    }
    Write-PathAdvice
  }

  # An old program that was running could not be removed.
  function Remove-OldProgram {
    Get-ChildItem -LiteralPath $Dir -Directory -Force -Filter '.gettoken-*' |
      Where-Object { Test-Path -LiteralPath (Join-Path $_.FullName 'old.exe') } |
      Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
  }

  function Uninstall-Program {
    if (-not (Test-Path -LiteralPath $program)) {
      Stop-Install "There is no gettoken.exe in $Dir" 'Name its folder: -Uninstall -Dir FOLDER'
    }
    Assert-OrdinaryFile $program
    try { Remove-Item -LiteralPath $program -Force }
    catch { Stop-Install "Cannot remove ${program}: $(Get-Reason $_)" 'Stop gettoken if it is running, then run this again' }
    Write-Host "Removed $program"
    Remove-OldProgram
    # Other programs may use another folder.
    if ($Dir -eq $ownFolder) {
      $folders = @(Get-UserPath)
      if ($folders -contains $Dir) { Set-UserPath @($folders | Where-Object { $_ -ne $Dir }) }
      if (-not (Get-ChildItem -LiteralPath $Dir -Force)) { Remove-Item -LiteralPath $Dir }
    }
    foreach ($kept in "$env:APPDATA\gettoken", "$env:LOCALAPPDATA\gettoken") {
      if (Test-Path -LiteralPath $kept) { Write-Host "Not removed: $kept (profiles, providers or the token cache)" }
    }
  }

  Assert-Platform
  # Windows PowerShell may offer old protocols only.
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  $ownFolder = Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) 'Programs\gettoken'
  if (-not $Dir) { $Dir = $ownFolder }
  $Dir = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Dir).TrimEnd('\')
  $program = Join-Path $Dir 'gettoken.exe'
  if ($Uninstall) { Uninstall-Program } else { Install-Program }
}
